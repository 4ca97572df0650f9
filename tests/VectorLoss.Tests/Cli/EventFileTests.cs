using System.Buffers.Binary;
using System.Text;
using VectorLoss.Cli;
using VectorLoss.Cli.TensorBoard;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Event files of TensorBoard, read back by a reader that knows only how the formats are described.</summary>
public sealed class EventFileTests : Workplace
{
    // RFC 3720, B.4: 32 bytes of zeros, of ones, rising and falling, and an iSCSI command.
    [Fact]
    public void The_checksum_is_that_of_RFC_3720()
    {
        Assert.Equal(0x8a9136aau, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62a8ab43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xff, 32)]));
        Assert.Equal(0x46dd794eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113fdb5cu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
        Assert.Equal(0xd9963a56u, Crc32C.Of(Convert.FromHexString("01c0000000000000000000000000000014000000000004000000"
            + "00140000001828000000000000000200000000000000")[..48]));
        byte[] odd = [.. Enumerable.Range(0, 45).Select(i => (byte)(7 * i))];
        Assert.Equal(Bitwise(odd), Crc32C.Of(odd));
    }

    [Fact]
    public void Steps_and_evaluations_are_read_back()
    {
        Train("--tensorboard", At("log/run"), "--steps", "45", "--eval-every", "20", "--metrics", At("m.jsonl"));
        string file = Assert.Single(Directory.GetFiles(At("log/run")));
        Assert.Contains("tfevents", file);
        List<(long Step, string Tag, float Value)> scalars = Read(file, out string version, out _);
        Assert.Equal("brain.Event:2", version);
        float[] losses = [.. File.ReadLines(At("m.jsonl"))
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("event").GetString() == "step")
            .Select(line => (float)line.GetProperty("loss").GetDouble())];
        Assert.Equal(losses, scalars.Where(one => one.Tag == "train/loss").Select(one => one.Value));
        Assert.Equal(Enumerable.Range(1, 45),
            scalars.Where(one => one.Tag == "train/loss").Select(one => (int)one.Step));
        Assert.Equal([20L, 40, 45], scalars.Where(one => one.Tag == "test/accuracy").Select(one => one.Step));
        Assert.Equal(["test/accuracy", "test/loss", "train/accuracy", "train/gradient_norm", "train/learning_rate",
            "train/loss"], scalars.Select(one => one.Tag).Distinct().Order());
        Assert.DoesNotContain(scalars, one => float.IsNaN(one.Value));
    }

    [Fact]
    public async Task A_run_that_goes_on_voids_what_was_written_after_its_state()
    {
        using CancellationTokenSource stop = new();
        Task<Answer> training = Task.Run(() => Run(stop.Token, ["train", .. Usual("--steps"), "--steps", "100000000",
            "--save", At("net"), "--save-every", "10", "--tensorboard", At("log")]),
            TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => File.Exists(At("net")), 60_000);
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Interrupted, (await training).Exit);
        long step = VectorLoss.Training.TrainingState<float>.Load(At("net")).Step;
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(200));
        Run(soon.Token, "train", "--resume", At("net"), "--tensorboard", At("log"));
        string[] files = Directory.GetFiles(At("log"));
        Assert.Equal(2, files.Length);
        long[] starts = [.. files.Select(file =>
        {
            Read(file, out _, out long start);
            return start;
        })];
        Assert.Equal([-1, step + 1], starts.Order());
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_refused_before_the_work()
    {
        File.WriteAllText(At("file"), "");
        Assert.Contains("--tensorboard", Train("--tensorboard", At("file")).Line);
    }

    private static List<(long, string, float)> Read(string path, out string version, out long start)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        List<(long, string, float)> scalars = [];
        (version, start) = ("", -1);
        while (!file.IsEmpty)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
            Assert.Equal(Mask(Bitwise(file[..8])), BinaryPrimitives.ReadUInt32LittleEndian(file[8..]));
            ReadOnlySpan<byte> record = file.Slice(12, length);
            Assert.Equal(Mask(Bitwise(record)), BinaryPrimitives.ReadUInt32LittleEndian(file[(12 + length)..]));
            file = file[(16 + length)..];
            Dictionary<int, byte[]> fields = Fields(record).ToDictionary(field => field.Number, field => field.Bytes);
            double time = BitConverter.ToDouble(fields[1]);
            Assert.InRange(DateTime.UnixEpoch.AddSeconds(time), DateTime.UtcNow.AddHours(-1), DateTime.UtcNow);
            long step = BitConverter.ToInt64(fields[2]);
            if (fields.TryGetValue(3, out byte[]? text))
                version = Encoding.UTF8.GetString(text);
            if (fields.TryGetValue(7, out byte[]? session))
                start = Fields(session).Single() is { Number: 1, Bytes: [1, ..] } ? step : -2;
            if (!fields.TryGetValue(5, out byte[]? summary))
                continue;
            foreach ((int number, byte[] bytes) in Fields(summary))
            {
                Assert.Equal(1, number);
                Dictionary<int, byte[]> value = Fields(bytes).ToDictionary(field => field.Number, field => field.Bytes);
                scalars.Add((step, Encoding.UTF8.GetString(value[1]), BitConverter.ToSingle(value[2])));
            }
        }
        return scalars;
    }

    // Protocol buffers: a key of number and type, then a varint, eight bytes, a length with bytes, or four bytes.
    private static List<(int Number, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        List<(int, byte[])> fields = [];
        int at = 0;
        ulong Varint(ReadOnlySpan<byte> bytes)
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = bytes[at++];
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                    return value;
            }
        }
        while (at < message.Length)
        {
            ulong key = Varint(message);
            if ((key & 7) == 0)
            {
                fields.Add(((int)(key >> 3), BitConverter.GetBytes(Varint(message))));
                continue;
            }
            int type = (int)(key & 7);
            int length = type == 1 ? 8 : type == 5 ? 4 : type == 2 ? (int)Varint(message) : -1;
            fields.Add(((int)(key >> 3), message.Slice(at, length).ToArray()));
            at += length;
        }
        return fields;
    }

    private static uint Mask(uint crc) => ((crc >> 15) | (crc << 17)) + 0xa282ead8u;

    // The division of polynomials, bit by bit.
    private static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82f63b78u;
        }
        return ~crc;
    }
}
