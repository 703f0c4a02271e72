import type { ReactNode } from "react";

interface Plan {
  ground: string;
  dot: readonly [number, number];
  draw: ReactNode;
}

const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const PITCH = (
  <>
    {times(4).map((n) => (
      <path
        key={n}
        className="fill"
        style={{ fillOpacity: 0.05 }}
        d={`M${85 + n * 90} 36h45v208h-45z`}
      />
    ))}
    <path d="M40 36h360v208H40zM220 36v208M40 88h46v104H40M400 88h-46v104h46" />
    <circle cx="220" cy="140" r="34" />
    <path d="M86 118a30 30 0 0 1 0 44M354 118a30 30 0 0 0 0 44M40 116H30v48h10M400 116h10v48h-10" />
  </>
);

const STEAM_ROOM = (
  <>
    {times(6).map((n) => (
      <path key={n} className="fill" d={`M52 ${44 + n * 14}h232v9H52z`} />
    ))}
    {times(4).map((n) => (
      <path key={n} className="fill" d={`M52 ${148 + n * 22}h232v14H52z`} />
    ))}
    <path d="M40 30h256v222H40zM320 30h80v96h-80zM296 200v30" />
    <circle cx="360" cy="190" r="42" />
    <circle className="soft" cx="360" cy="190" r="28" />
    {times(6).map((n) => (
      <circle
        key={n}
        className="fill"
        cx={338 + (n % 3) * 21}
        cy={58 + Math.floor(n / 3) * 34}
        r="9"
      />
    ))}
  </>
);

const CHAIRS = (
  <>
    <path className="soft" d="M24 44h392M24 226h392" />
    {times(4).map((n) => (
      <g key={n} transform={`translate(${66 + n * 102} 0)`}>
        <circle cy="152" r="22" />
        <path d="M-27 152a27 27 0 0 0 54 0M-30 64h60v14h-60z" />
        <path className="soft" d="M0 82v40" />
      </g>
    ))}
  </>
);

const LANES = (
  <>
    <path d="M40 34h360v212H40zM24 55h16M24 90h16M24 125h16M24 160h16M24 195h16M24 230h16" />
    {times(5).map((n) => (
      <path
        key={n}
        className="soft"
        strokeDasharray={n % 2 ? undefined : "3 9"}
        d={`M44 ${69 + n * 35}${"q11 -7 22 0t22 0".repeat(8)}`}
      />
    ))}
  </>
);

const TABLES: readonly (readonly [number, number, number])[] = [
  [90, 92, 26],
  [200, 80, 26],
  [326, 96, 34],
  [108, 204, 34],
  [236, 194, 26],
  [350, 212, 26],
];

const DINING = TABLES.map(([x, y, radius]) => (
  <g key={`${x}`} transform={`translate(${x} ${y})`}>
    <circle r={radius} />
    {times(6).map((n) => (
      <circle
        key={n}
        className="soft"
        r="7.500"
        cy={-radius - 12}
        transform={`rotate(${n * 60 + radius})`}
      />
    ))}
  </g>
));

const ROOMS = (
  <>
    <path d="M24 32h392v216H24zM24 128h392M24 152h392M154 32v96M284 32v96M154 152v96M284 152v96" />
    <path className="soft" d="M70 128h24M200 128h24M330 128h24M70 152h24M200 152h24M330 152h24" />
    {times(3).map((n) => (
      <g key={n} transform={`translate(${48 + n * 130} 0)`}>
        <path className="fill" d="M0 44h56v46H0zM0 190h56v46H0z" />
        <path className="soft" d="M4 48h22v14H4zM30 48h22v14H30zM4 218h22v14H4zM30 218h22v14H30z" />
      </g>
    ))}
  </>
);

const CONSULTING = (
  <>
    <path d="M30 32h380v216H30zM156 32v132M284 32v132M30 190h166M244 190h166" />
    {times(3).map((n) => (
      <g key={n} transform={`translate(${52 + n * 128} 0)`}>
        <path className="fill" d="M0 52h34v78H0z" />
        <path className="soft" d="M50 58h34v24H50z" />
        <circle className="soft" cx="67" cy="102" r="9" />
      </g>
    ))}
    <path d="M212 216h16M220 208v16" />
    {times(5).map((n) => (
      <path key={n} className="soft" d={`M${48 + n * 26} 212h18v18h-18z`} />
    ))}
  </>
);

const DESKS = (
  <>
    <path d="M30 30h380v220H30zM300 30v110h110" />
    {times(6).map((n) => (
      <g key={n} transform={`translate(${52 + (n % 3) * 80} ${52 + Math.floor(n / 3) * 100})`}>
        <path className="fill" d="M0 14h60v34H0z" />
        <path d="M0 14h60v34H0zM30 14v34" />
        <path className="soft" d="M8 2h14M38 2h14M8 60h14M38 60h14" />
      </g>
    ))}
    <path d="M324 60h62v50h-62z" />
    <path className="soft" d="M336 48h14M360 48h14M336 122h14M360 122h14" />
    <circle className="soft" cx="355" cy="200" r="24" />
  </>
);

const SEATS = (
  <>
    <path d="M110 28h220l-18 34H128z" />
    <path className="fill" d="M110 28h220l-18 34H128z" />
    {times(5).map((row) => (
      <path
        key={row}
        className="soft"
        strokeWidth="11"
        strokeDasharray="10 8"
        d={`M${96 - row * 17} ${104 + row * 30}Q220 ${140 + row * 34} ${344 + row * 17} ${104 + row * 30}`}
      />
    ))}
  </>
);

const GRID = (
  <>
    <path d="M60 40h320v200H60zM60 140h140M200 40v60M200 140v100M260 140h120" />
    <path className="soft" d="M84 64h92v52H84zM224 64h132v52H224zM84 164h92v52H84z" />
    <circle cx="310" cy="192" r="24" />
  </>
);

const court: Plan = { ground: "#1F6B4A", dot: [220, 140], draw: PITCH };
const sauna: Plan = { ground: "#7A4A21", dot: [168, 199], draw: STEAM_ROOM };

/** Under 2 kB each once drawn; keys are the codes of the verticals. */
export const PLANS: Record<string, Plan> = {
  hotel: { ground: "#274C77", dot: [334, 67], draw: ROOMS },
  clinic: { ground: "#0F5F5C", dot: [247, 102], draw: CONSULTING },
  salon: { ground: "#6B2F55", dot: [270, 152], draw: CHAIRS },
  coworking: { ground: "#3F4A66", dot: [162, 83], draw: DESKS },
  restaurant: { ground: "#4A5526", dot: [236, 194], draw: DINING },
  court,
  sauna,
  event: { ground: "#5B2A2F", dot: [220, 163], draw: SEATS },
  pool: { ground: "#0C6A8C", dot: [150, 142], draw: LANES },
  other: { ground: "#4A4F57", dot: [310, 192], draw: GRID },
};

/** The colour of a kind's drawings, for its mark on the map. */
export function groundOf(kind: string | null | undefined): string | undefined {
  return (PLANS[kind ?? "other"] ?? PLANS.other)?.ground;
}
