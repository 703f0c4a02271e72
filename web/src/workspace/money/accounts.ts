import type { Account } from "@/api/books-calls";
import type { MessageId } from "@/lib/i18n";

/** Where money is that customers have paid; a sum above zero in the words of the label. */
export interface Place {
  label: MessageId;
  amount: number;
  currency: string;
}

/** Accounts of what is owed stand below zero in the books, accounts of what is there above. */
const ACCOUNTS: readonly (readonly [RegExp, 1 | -1, MessageId])[] = [
  [/^customer$/, -1, "books.refunds"],
  [/^payout$/, -1, "books.underWay"],
  [/^suspense$/, -1, "books.aside"],
  [/^disputed:/, 1, "books.disputed"],
  [/^till:/, 1, "books.till"],
  [/^deposit$/, -1, "books.deposits"],
  [/^gift_card$/, -1, "books.giftCards"],
  [/^pass$/, -1, "books.passes"],
  [/^platform_fee$/, -1, "books.fee"],
  [/^provider_fee$/, 1, "books.providerFee"],
  [/^tax$/, -1, "books.tax"],
];

/** The business's view of the books: one line per meaning, nothing that is zero. */
export function placesOf(accounts: readonly Account[], currency: string): Place[] {
  return ACCOUNTS.flatMap(([name, sign, label]) => {
    const cents = accounts
      .filter((one) => one.currency === currency && name.test(one.account))
      .reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);
    return cents === 0 ? [] : [{ label, amount: (sign * cents) / 100, currency }];
  });
}
