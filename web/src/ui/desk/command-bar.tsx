import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/CloseButton.css";
import "@mantine/core/styles/Input.css";
import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Modal.css";
import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/Group.css";
import "@mantine/spotlight/styles.css";
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from "@mantine/spotlight";
import { Search } from "lucide-react";
import { useEffect } from "react";
import "./command-bar.css";

const [store, spotlight] = createSpotlight();

interface Props {
  /** Grows by one whenever the bar shall open. */
  asked: number;
  placeholder: string;
  nothing: string;
  query: string;
  onQuery: (query: string) => void;
  groups: (SpotlightActionGroupData | SpotlightActionData)[];
}

/** Find or do anything from the keyboard; what is found comes already chosen by the caller. */
export function CommandPalette({ asked, placeholder, nothing, query, onQuery, groups }: Props) {
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={groups}
      filter={(_query, actions) => actions}
      query={query}
      onQueryChange={onQuery}
      nothingFound={nothing}
      clearQueryOnClose
      keepMounted
      transitionProps={{ duration: 0 }}
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <Search size={20} aria-hidden="true" />,
        placeholder,
        "aria-label": placeholder,
      }}
    />
  );
}
