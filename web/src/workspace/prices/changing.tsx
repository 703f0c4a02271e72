import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Notice } from "@/ui/states";

export function useChange(key: readonly unknown[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
}

export function Refusal({ error }: { error: unknown }) {
  const { t } = useLanguage();
  if (!error) return null;
  return (
    <div role="alert">
      <Notice tone="bad">{problemText(t, error)}</Notice>
    </div>
  );
}
