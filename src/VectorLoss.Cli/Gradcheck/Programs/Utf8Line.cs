using System.Globalization;

namespace VectorLoss.Cli;

/// <summary>Bytes of a request, in one array that is used again.</summary>
internal sealed class Utf8Line
{
    private byte[] bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
    }

    /// <summary>A number so that reading it gives the same bits, always with a point or an exponent: many languages
    /// read digits alone as a whole number, which has no −0 and divides differently.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            Add(double.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
            return;
        }
        Span<byte> room = Room(32);
        value.TryFormat(room, out int count, default, CultureInfo.InvariantCulture);
        bool whole = room[..count].IndexOfAny((byte)'.', (byte)'E') < 0;
        Length += count;
        if (whole)
            Add(".0"u8);
    }

    private Span<byte> Room(int count)
    {
        if (bytes.Length - Length < count)
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, Length + count));
        return bytes.AsSpan(Length);
    }
}
