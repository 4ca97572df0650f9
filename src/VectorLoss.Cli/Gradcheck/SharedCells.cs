using System.Text;

namespace VectorLoss.Cli;

/// <summary>
/// What each process found in its cases, brought to all. The cells come without their reports, which only cells with a
/// complaint need: the same seed gives the same report again.
/// </summary>
internal static class SharedCells
{
    /// <summary>The cells of every case, in the order of one process.</summary>
    /// <param name="ranks">The processes.</param>
    /// <param name="own">The rows and cells of this process's cases: those whose number leaves its rank as the rest of
    /// a division by the number of processes.</param>
    /// <param name="cases">How many cases all processes have.</param>
    /// <param name="isStopped">Whether this process was stopped.</param>
    /// <exception cref="OperationCanceledException">A process was stopped.</exception>
    public static List<(string Row, CheckCell Cell)>[] Gather(Ranks ranks, List<(string Row, CheckCell Cell)>[] own,
        int cases, bool isStopped)
    {
        byte[][] all = ranks.World!.GatherBytes(isStopped ? [] : Write(own));
        if (all.Any(bytes => bytes.Length == 0))
            throw new OperationCanceledException();
        var found = new List<(string Row, CheckCell Cell)>[cases];
        for (int rank = 0; rank < all.Length; rank++)
        {
            using BinaryReader reader = new(new MemoryStream(all[rank]), Encoding.UTF8);
            for (int i = rank; i < cases; i += all.Length)
                found[i] = rank == ranks.Rank ? own[i / all.Length] : Read(reader);
        }
        return found;
    }

    private static byte[] Write(List<(string Row, CheckCell Cell)>[] cases)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes, Encoding.UTF8);
        // Something is sent even by a process without a case: nothing says that it was stopped.
        foreach (List<(string Row, CheckCell Cell)> cells in cases)
        {
            writer.Write(cells.Count);
            foreach ((string row, CheckCell cell) in cells)
            {
                writer.Write(row);
                writer.Write(cell.Case);
                writer.Write(cell.Subject);
                writer.Write(cell.Error);
                writer.Write(cell.Complaint);
                writer.Write(cell.Seconds);
                writer.Write(cell.Deviation);
                writer.Write(cell.Elements);
                writer.Write(cell.Evaluations);
            }
        }
        writer.Write(0);
        writer.Flush();
        return bytes.ToArray();
    }

    private static List<(string Row, CheckCell Cell)> Read(BinaryReader reader)
    {
        List<(string, CheckCell)> cells = [];
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            string row = reader.ReadString();
            cells.Add((row, new(reader.ReadInt32(), reader.ReadString(), reader.ReadDouble(), null, reader.ReadString(),
                reader.ReadDouble())
            {
                Deviation = reader.ReadDouble(),
                Elements = reader.ReadInt32(),
                Evaluations = reader.ReadInt64(),
            }));
        }
        return cells;
    }
}
