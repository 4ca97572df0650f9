namespace VectorLoss.Benchmarks.Compare;

/// <summary>One thing to do: by us, by each peer, and by the machine at its limit.</summary>
/// <param name="Ours">We do it.</param>
internal sealed record Work(Contestant Ours)
{
    public IReadOnlyList<Contestant> Peers { get; init; } = [];

    /// <summary>The same arithmetic or traffic and nothing else; null where no limit is meaningful.</summary>
    public Contestant? Limit { get; init; }

    public int Threads { get; init; } = 1;

    /// <summary>Ours are whole processes: every run is a first one, and there is nothing to warm up.</summary>
    public bool Cold { get; init; }

    /// <summary>How much is done, in operations or bytes, where a rate says more than a time.</summary>
    public double? Amount { get; init; }

    /// <summary>What a thousand millions of it in a second are.</summary>
    public string? Unit { get; init; }
}

/// <summary>A work by its name, before its data are made: a filter passes over it at no cost.</summary>
internal sealed record Plan(string Name, string Shape, Func<Plan, Work> Make)
{
    /// <summary>Whether it takes minutes: `--quick` leaves it out.</summary>
    public bool TakesMinutes { get; init; }
}

/// <summary>One line of the result; the names are those of the JSON.</summary>
/// <param name="RatioQuartiles">Between these lay half of the rounds' ratios.</param>
internal sealed record Row(string Work, string Shape, int Threads, double OursMicroseconds, string? Peer = null,
    double? PeerMicroseconds = null, double? Ratio = null, double[]? RatioQuartiles = null, string? Limit = null,
    double? ShareOfLimit = null, double? Rate = null, string? Unit = null, string? Remark = null)
{
    /// <summary>A row that says why there are no figures.</summary>
    public static Row Failed(Plan plan, string peer, string why)
        => new(plan.Name, plan.Shape, 1, double.NaN, peer, Remark: why);
}
