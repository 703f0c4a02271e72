import { useMutation } from "@tanstack/react-query";
import { ArrowLeft, Trash2 } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { IconButton } from "@/ui/button";
import { Notice } from "@/ui/states";
import {
  addPicture,
  arrangePictures,
  type OwnOffer,
  type Picture,
  removePicture,
} from "./offer-calls";

/** Pictures in their order: the first is the cover, each says what it shows. */
export function Photos({
  vendorId,
  offer,
  onChanged,
}: {
  vendorId: string;
  offer: OwnOffer;
  onChanged: () => void;
}) {
  const { t } = useLanguage();
  const [dragged, setDragged] = useState<number>();
  const work = useMutation({
    mutationFn: (deed: () => Promise<unknown>) => deed(),
    onSettled: onChanged,
  });
  const { images } = offer;
  const arrange = (pictures: readonly Picture[]) =>
    work.mutate(() => arrangePictures(vendorId, offer, pictures));
  const move = (from: number, to: number) => {
    const order = [...images];
    const [picture] = order.splice(from, 1);
    if (!picture || to < 0) return;
    order.splice(to, 0, picture);
    arrange(order);
  };
  const onDrop = (event: DragEvent, to: number) => {
    event.preventDefault();
    if (dragged !== undefined && dragged !== to) move(dragged, to);
    setDragged(undefined);
  };
  return (
    <fieldset className="stack" aria-busy={work.isPending || undefined}>
      <legend className="label">{t("offers.photos")}</legend>
      <p className="small second">{t("offers.photosText")}</p>
      <ul className="offers-photos">
        {images.map((picture, index) => (
          <li
            key={picture.id}
            draggable
            onDragStart={() => setDragged(index)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => onDrop(event, index)}
          >
            <img src={picture.sizes[0]?.url ?? picture.url} alt={picture.alt} />
            <input
              className="input"
              defaultValue={picture.alt}
              maxLength={200}
              aria-label={t("offers.photoAlt", { n: index + 1 })}
              placeholder={t("offers.photoAlt", { n: index + 1 })}
              onBlur={({ target }) => {
                if (target.value === picture.alt) return;
                arrange(
                  images.map((one) => (one === picture ? { ...one, alt: target.value } : one)),
                );
              }}
            />
            <span className="row">
              <IconButton
                label={t("offers.photoFirst", { n: index + 1 })}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ArrowLeft size={18} aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t("offers.photoRemove", { n: index + 1 })}
                onClick={() => work.mutate(() => removePicture(vendorId, offer, picture.id))}
              >
                <Trash2 size={18} aria-hidden="true" />
              </IconButton>
            </span>
          </li>
        ))}
      </ul>
      <label className="field">
        <span className="label">{t("offers.photoAdd")}</span>
        <input
          className="input offers-file"
          type="file"
          multiple
          accept="image/jpeg,image/png,image/webp,image/gif,image/avif"
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            target.value = "";
            work.mutate(async () => {
              for (const file of files) await addPicture(vendorId, offer, file);
            });
          }}
        />
      </label>
      {work.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, work.error)}</Notice>
        </div>
      ) : null}
    </fieldset>
  );
}
