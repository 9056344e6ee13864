// Where a photo was taken, as the camera wrote it into the file: read in the browser, for what is sent loses it.
const FIRST = 256 * 1024; // bytes: the camera's notes stand before the picture
const [JPEG, NOTES, SCAN] = [0xffd8, 0xffe1, 0xffda];
const [GPS, SOUTH_NORTH, LATITUDE, WEST_EAST, LONGITUDE] = [0x8825, 1, 2, 3, 4];
const ENTRY = 12;

/** The place of a JPEG as {latitude, longitude} in degrees; null where the camera wrote none. */
export async function positionOf(file) {
  try {
    return read(new DataView(await file.slice(0, FIRST).arrayBuffer()));
  } catch (error) {
    if (error instanceof RangeError) return null; // ends in the middle of its notes
    throw error;
  }
}

function read(view) {
  const start = view.byteLength > 4 && view.getUint16(0) === JPEG ? startOfNotes(view) : 0;
  if (!start) return null;
  const notes = new Notes(view, start);
  const pointer = notes.entries(notes.number(4)).get(GPS);
  if (!pointer) return null;
  const place = notes.entries(notes.number(pointer + 8));
  if (!place.has(LATITUDE) || !place.has(LONGITUDE)) return null;
  const latitude = notes.degrees(place.get(LATITUDE)) * notes.sign(place.get(SOUTH_NORTH), "S");
  const longitude = notes.degrees(place.get(LONGITUDE)) * notes.sign(place.get(WEST_EAST), "W");
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude || longitude);
  return isPlace ? { latitude, longitude } : null;
}

function startOfNotes(view) {
  for (let at = 2; at + 10 < view.byteLength && view.getUint16(at) !== SCAN; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) === NOTES && view.getUint32(at + 4) === 0x45786966) return at + 10; // "Exif"
  }
  return 0;
}

class Notes {
  constructor(view, start) {
    this.view = view;
    this.start = start;
    this.little = view.getUint16(start) === 0x4949;
  }

  number(at) {
    return this.view.getUint32(this.start + at, this.little);
  }

  /** Tag -> where its entry stands. */
  entries(at) {
    const found = new Map();
    const count = this.view.getUint16(this.start + at, this.little);
    for (let entry = at + 2; entry < at + 2 + count * ENTRY; entry += ENTRY) {
      found.set(this.view.getUint16(this.start + entry, this.little), entry);
    }
    return found;
  }

  /** Degrees, minutes and seconds, each a fraction. */
  degrees(entry) {
    const at = this.number(entry + 8);
    const [whole, minutes, seconds] = [0, 8, 16].map((step) => this.number(at + step) / this.number(at + step + 4));
    return whole + minutes / 60 + seconds / 3600;
  }

  sign(entry, negative) {
    return entry && String.fromCharCode(this.view.getUint8(this.start + entry + 8)) === negative ? -1 : 1;
  }
}
