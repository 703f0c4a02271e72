import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import { MantineProvider } from "@mantine/core";
import { type ReactNode, useSyncExternalStore } from "react";
import { currentTheme, watchTheme } from "@/lib/theme";
import { deskTheme } from "@/ui/desk/theme";
import "./desk.css";

/** What the workspace and the console stand on: Mantine in our tokens, in the theme the person chose. */
export function Desk({ children }: { children: ReactNode }) {
  const scheme = useSyncExternalStore(watchTheme, currentTheme);
  return (
    <MantineProvider theme={deskTheme} forceColorScheme={scheme}>
      {children}
    </MantineProvider>
  );
}
