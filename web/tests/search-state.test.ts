import { describe, expect, it } from "vitest";
import { readResourceState } from "@/lib/resource-state";
import {
  changeSearch,
  filterCount,
  readQuery,
  readSearch,
  type SearchState,
  writeQuery,
} from "@/lib/search-state";

describe("the search page's address", () => {
  it("repeats the same search after writing and reading", () => {
    const state: SearchState = {
      q: "баня",
      vertical: "sauna",
      city: "Алматы",
      checkIn: "2026-11-24",
      checkOut: "2026-11-26",
      guests: 4,
      maxPrice: 15_000,
      amenities: ["wifi", "parking"],
      rating: 4.5,
      instant: true,
      sort: "price",
      page: 2,
      view: "map",
    };

    expect(readSearch(readQuery(writeQuery({ ...state })))).toEqual(state);
  });

  it("drops what it cannot understand", () => {
    const hostile = readQuery(
      "?guests=0&page=-3&date=2026-02-31&sort=drop table&maxPrice=abc&checkIn=2026-11-24&checkOut=2026-11-24&lat=91&lon=0&rating=9&view=x",
    );

    expect(readSearch(hostile)).toEqual({});
  });

  it("limits the length of words", () => {
    expect(readSearch({ q: "ә".repeat(500) }).q).toHaveLength(120);
  });

  it("begins at the first page when a filter changes", () => {
    expect(changeSearch({ q: "корт", page: 4 }, { rating: 4 })).toEqual({ q: "корт", rating: 4 });
    expect(changeSearch({ q: "корт", page: 4 }, { page: 5 })).toEqual({ q: "корт", page: 5 });
    expect(changeSearch({ q: "корт", rating: 4 }, { rating: undefined })).toEqual({ q: "корт" });
  });

  it("writes plain addresses", () => {
    expect(writeQuery({ amenities: ["wifi", "parking"], guests: 2, q: undefined })).toBe(
      "?amenities=wifi,parking&guests=2",
    );
  });

  it("counts filters for the button", () => {
    expect(filterCount({ q: "x", rating: 4, amenities: ["wifi", "pool"] })).toBe(3);
  });
});

describe("the resource page's address", () => {
  it("keeps a chosen time and refuses nonsense", () => {
    expect(
      readResourceState({
        date: "2026-11-22",
        start: "2026-11-22T12:00:00Z",
        duration: "120",
        quantity: "2",
      }),
    ).toEqual({ date: "2026-11-22", start: "2026-11-22T12:00:00Z", duration: 120, quantity: 2 });
    expect(
      readResourceState({
        date: "x",
        start: "<script>",
        service: "../../x",
        quantity: "-1",
        checkOut: "2026-11-22",
      }),
    ).toEqual({});
  });
});
