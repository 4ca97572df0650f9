namespace VectorLoss.Data;

/// <summary>The checksum of gzip and zip: CRC-32 of ISO 3309, polynomial 0xEDB88320 with the bits reversed.</summary>
/// <remarks>Source: P. Deutsch 1996, RFC 1952, section 8.</remarks>
internal static class Crc32
{
    private const uint Polynomial = 0xedb88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(TableEntry)];

    /// <summary>The checksum of some bytes after those that gave <paramref name="crc"/>; 0 before the first.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (byte next in bytes)
            crc = Table[(byte)(crc ^ next)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint TableEntry(int value)
    {
        uint entry = (uint)value;
        for (int bit = 0; bit < 8; bit++)
            entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Polynomial;
        return entry;
    }
}
