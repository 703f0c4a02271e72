import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { router } from "@/app/router";
import { LanguageProvider } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { Toasts } from "@/ui/toast";

/** A refusal will not change by asking again; a lost connection may. */
function again(failures: number, error: Error): boolean {
  if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) return false;
  return failures < 2;
}

const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: again, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

export function App() {
  return (
    <LanguageProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </LanguageProvider>
  );
}
