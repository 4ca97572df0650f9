using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using VectorLoss.Data;
using static VectorLoss.Tests.Fuzzing.JsonGrammar;

namespace VectorLoss.Tests.Fuzzing;

/// <summary>Files of the binary formats, each part right most of the time.</summary>
internal static class FileGrammar
{
    private static readonly string[] Types = ["F32", "F64", "F16", "BF16", "I64", "I32", "U8", "BOOL", "F8_E4M3",
        "f32", ""];

    public static byte[] Idx(SeededRandom random)
    {
        int rank = random.Below(20) == 0 ? random.Below(256) : 1 + 2 * random.Below(2);
        int[] sizes = [.. Enumerable.Range(0, rank).Select(_ => Size(random))];
        List<byte> bytes = [0, 0, random.Below(20) == 0 ? (byte)random.Below(256) : (byte)8, (byte)rank];
        foreach (int size in sizes)
        {
            byte[] number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, size);
            bytes.AddRange(number);
        }
        return [.. bytes, .. Content(random, sizes.Aggregate(1L, (product, size) => product * size))];
    }

    public static byte[] Npy(SeededRandom random)
    {
        int[] shape = [.. Enumerable.Range(0, random.Below(4)).Select(_ => Size(random))];
        string descr = One(random, "<f8", "<f4", ">f8", "<f2", "|u1", "<i4", "|b1", "<i2", ">u8", "f8", "=f4", "<c8",
            "|O", "<U3");
        string order = One(random, "False", "False", "True", "0");
        string sizes = string.Concat(shape.Select(size => $"{size}, "));
        (string, string)[] members = [("descr", $"'{descr}'"), ("fortran_order", order), ("shape", $"({sizes})")];
        if (random.Below(5) == 0)
            Array.Reverse(members);
        string header = Or(random, 60, Object(random, members).Replace('"', '\'')
            .Replace("':", "': ", StringComparison.Ordinal));
        byte version = random.Below(30) == 0 ? (byte)random.Below(256) : (byte)(1 + random.Below(3));
        int width = version == 1 ? 2 : 4, padding = 64 - ((6 + 2 + width + header.Length) % 64);
        header += new string(' ', padding - 1) + (random.Below(20) == 0 ? "" : "\n");
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length + (random.Below(40) == 0 ? Size(random) - 1 : 0));
        int item = descr.Length > 1 && char.IsAsciiDigit(descr[^1]) ? descr[^1] - '0' : 8;
        return [0x93, .. "NUMPY"u8, version, 0, .. length[..width], .. Encoding.UTF8.GetBytes(header),
            .. Content(random, shape.Aggregate((long)item, (product, size) => product * size))];
    }

    public static byte[] Safetensors(SeededRandom random)
    {
        List<(string, string)> members = [];
        long at = 0;
        if (random.Below(3) > 0)
            members.Add(("__metadata__", Or(random, 30, Object(random, ("k", Or(random, 9, "\"v\""))))));
        for (int i = 0; i < random.Below(5); i++)
        {
            string type = One<string>(random, Types);
            int item = type switch { "F64" or "I64" => 8, "F32" or "I32" => 4, "F16" or "BF16" => 2, _ => 1 };
            int[] shape = [.. Enumerable.Range(0, random.Below(4)).Select(_ => Size(random))];
            long bytes = shape.Aggregate((long)item, (product, size) => product * size);
            string name = random.Below(3) == 0 ? One(random, "a", "\\u001b[31m", "", "layers.0.weight")
                : $"layers.{i}.weight";
            members.Add((name, Or(random, 40, Object(random, ("dtype", Or(random, 40, $"\"{type}\"")),
                ("shape", Or(random, 40, $"[{string.Join(',', shape)}]")),
                ("data_offsets", Or(random, 40, $"[{at},{at + bytes + (random.Below(50) == 0 ? 1 : 0)}]"))))));
            at += bytes;
        }
        byte[] header = Encoding.UTF8.GetBytes(Object(random, [.. members]) + new string(' ', random.Below(9)));
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length + (random.Below(40) == 0 ? Size(random) - 1 : 0));
        return [.. length, .. header, .. Content(random, at)];
    }

    /// <summary>A net or a state of training whose notes and tensors are others now and then.</summary>
    public static Func<SeededRandom, byte[]> Renoted(byte[] whole)
    {
        SafetensorsFile from = SafetensorsFile.Read(new MemoryStream(whole), "x");
        (StoredTensor Tensor, double[] Values)[] tensors = [.. from.Tensors.ToArray().Select(tensor =>
        {
            double[] values = new double[tensor.Count];
            tensor.CopyTo<double>(values);
            return (tensor, values);
        })];
        return random => Renoted(random, from, tensors);
    }

    private static byte[] Renoted(SeededRandom random, SafetensorsFile from,
        (StoredTensor Tensor, double[] Values)[] tensors)
    {
        SafetensorsFile file = new();
        foreach ((string key, string value) in from.Metadata)
        {
            if (random.Below(40) > 0)
                file.Metadata[key] = random.Below(20) > 0 ? value
                    : One(random, "", "0", "-1", "1,2", "2147483648", "16,12,10,10", "0,0,0,0,0,0", "nan", value
                        + ",1", "\u001b[2J");
        }
        foreach ((StoredTensor tensor, double[] known) in tensors)
        {
            if (random.Below(60) == 0)
                continue;
            double[] values = [.. known];
            int[] shape = random.Below(50) > 0 ? tensor.Shape.ToArray()
                : One<int[]>(random, [values.Length], [1, values.Length], []);
            values = shape.Length == 0 ? [1] : values;
            if (values.Length > 0 && random.Below(50) == 0)
                values[random.Below(values.Length)] = One(random, double.NaN, double.PositiveInfinity, -1, 1e300);
            if (tensor.Type == "F32" ^ random.Below(80) == 0)
                file.Add<float>(tensor.Name, shape, [.. values.Select(value => (float)value)]);
            else
                file.Add<double>(tensor.Name, shape, values);
        }
        return Malformed.Bytes(file.Write);
    }

    public static byte[] Zip(SeededRandom random)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = random.Below(4); i > 0; i--)
            {
                string name = One(random, "a.npy", "b.npy", "c.npy", "b.npy", "d/", "x.txt", "\u001b.npy", "../e.npy");
                ZipArchiveEntry entry = archive.CreateEntry(name,
                    One(random, CompressionLevel.NoCompression, CompressionLevel.Fastest));
                using Stream content = entry.Open();
                content.Write(random.Below(9) == 0 ? Content(random, Size(random)) : Npy(random));
            }
        }
        return stream.ToArray();
    }

    /// <summary>Members of gzip, each with the parts of a header that its flags ask for.</summary>
    public static byte[] Gzip(SeededRandom random)
    {
        byte[] content = Idx(random);
        List<byte> bytes = [];
        int members = 1 + random.Below(3), cut = members == 1 ? content.Length : random.Below(content.Length + 1);
        for (int i = 0; i < members; i++)
        {
            byte[] part = i == 0 ? content[..cut] : i == 1 ? content[cut..] : [];
            // The class library writes no member at all for no content.
            byte[] packed = part.Length == 0 ? [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, .. new byte[8]]
                : Malformed.Gzip(part);
            int flags = random.Below(3) == 0 ? random.Below(32) : 0;
            bytes.AddRange([0x1f, 0x8b, 8, (byte)flags, .. packed[4..10]]);
            if ((flags & 4) != 0)
                bytes.AddRange([2, 0, 1, 2]);
            if ((flags & 8) != 0)
                bytes.AddRange("name\0"u8);
            if ((flags & 16) != 0)
                bytes.AddRange("word\0"u8);
            if ((flags & 2) != 0)
                bytes.AddRange([0, 0]);
            bytes.AddRange(packed[10..]);
            if (random.Below(20) == 0)
                bytes[^(1 + random.Below(8))] ^= 1;
        }
        return [.. bytes, .. new byte[random.Below(8) == 0 ? 1 + random.Below(20) : 0]];
    }

    private static int Size(SeededRandom random)
        => random.Below(30) == 0 ? One(random, int.MaxValue, -1, 65536, 1 << 30, 0) : random.Below(6);

    // What was promised, or a little more or less.
    private static byte[] Content(SeededRandom random, long promised)
    {
        long count = random.Below(20) == 0 ? promised + random.Below(5) - 2 : promised;
        byte[] bytes = new byte[(int)Math.Clamp(count, 0, 4096)];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)random.Below(256);
        return bytes;
    }
}
