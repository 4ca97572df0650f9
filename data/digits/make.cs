#:project ../../src/VectorLoss/VectorLoss.csproj
#:property PublishAot=false
// Writes the four files beside it:   dotnet run data/digits/make.cs
// The numbers here are those of the test that draws the digits again and compares every byte.
using System.IO.Compression;
using System.Runtime.CompilerServices;
using VectorLoss.Data;

string directory = Path.GetDirectoryName(Here())!;
foreach ((string part, int count, ulong seed) in new[] { ("train", 12_000, 1UL), ("t10k", 2_000, 2UL) })
{
    DigitSet digits = GeneratedDigits.Create(count, seed);
    Write($"{part}-images-idx3-ubyte.gz", [digits.Count, digits.Rows, digits.Columns], digits.Images);
    Write($"{part}-labels-idx1-ubyte.gz", [digits.Count], digits.Labels);
}

void Write(string name, ReadOnlySpan<int> dimensions, ReadOnlySpan<byte> values)
{
    using FileStream file = File.Create(Path.Combine(directory, name));
    using var gzip = new GZipStream(file, CompressionLevel.SmallestSize);
    Idx.Write(gzip, dimensions, values);
}

static string Here([CallerFilePath] string path = "") => path;
