namespace VectorLoss.Cli;

/// <summary>Whether a batch can be cut into shards, and the shards shared by the processes.</summary>
internal static class ShardFit
{
    /// <summary>Refuses what cannot.</summary>
    /// <exception cref="UserError">It cannot.</exception>
    public static void Require(TrainSettings settings, int processes)
    {
        int shards = settings.Shards;
        if (shards % processes != 0)
        {
            throw new UserError($"--shards {shards} cannot be shared by {processes} processes: "
                + "their number must divide that of the shards, which is a power of two");
        }
        // The usual batch of a table follows its rows and the shards.
        bool follows = settings.Table is not null && !settings.HasBatch;
        if (follows || settings.Batch % shards == 0)
            return;
        int less = settings.Batch / shards * shards, more = less + shards;
        throw new UserError($"--batch {settings.Batch} cannot be cut into {shards} shards of equal size: "
            + (less > 0 ? $"{less} or {more} can" : $"it needs at least {more}"));
    }

    /// <summary>So many rows, or as many fewer that they can be cut; at least one a shard.</summary>
    public static int Rows(int usual, int shards) => Math.Max(1, usual / shards) * shards;
}
