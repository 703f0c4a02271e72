import { api, body } from "@/api/client";

/** A payment by transfer: what the customer has to do, and the receipts she shows. */

const secretOf = (secret: string | undefined) => (secret ? { "x-payment-secret": secret } : {});

export function readInstructions(intentId: string, secret: string | undefined) {
  return body(
    api.GET("/api/v1/payments/{intentId}/instructions", {
      params: { path: { intentId }, header: secretOf(secret) },
    }),
  );
}

export function sendProof(intentId: string, secret: string | undefined, file: File) {
  return body(
    api.POST("/api/v1/payments/{intentId}/proofs", {
      params: { path: { intentId }, header: secretOf(secret) },
      // The schema calls a file a string; what is sent is the form.
      body: { file: "" },
      bodySerializer: () => {
        const form = new FormData();
        form.append("file", file);
        return form;
      },
    }),
  );
}
