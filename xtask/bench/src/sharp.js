// sharp over all files, so many at once as there are cores, one libvips thread each.
const [packagePath, out, cores, format, quality, ...files] = process.argv.slice(1);
const sharp = require(packagePath);
const path = require("node:path");
sharp.concurrency(1);

async function worker() {
  for (let file; (file = files.shift()); ) {
    const target = path.join(out, `${path.parse(file).name}.${format}`);
    await sharp(file).toFormat(format, { quality: Number(quality), effort: 4 }).toFile(target);
  }
}

Promise.all(Array.from({ length: Number(cores) }, worker));
