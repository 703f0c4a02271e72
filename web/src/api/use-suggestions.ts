import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { suggest } from "@/api/calls";
import { useLanguage } from "@/lib/i18n";

const LEAST = 2;

/** Words to complete what is being typed; the field works the same without them. */
export function useSuggestions() {
  const { locale } = useLanguage();
  const [typed, setTyped] = useState("");
  const asked = useDeferredValue(typed.trim());
  const { data } = useQuery({
    queryKey: ["suggest", asked, locale],
    queryFn: ({ signal }) => suggest(asked, signal),
    enabled: asked.length >= LEAST,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const found = asked.length >= LEAST ? (data?.suggestions ?? []) : [];
  return { suggestions: [...new Set(found.map(({ text }) => text))], onType: setTyped };
}
