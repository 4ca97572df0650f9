using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>What a run learns: a loss, samples, and what is said of them.</summary>
internal abstract class TrainTask
{
    public required NetLoss Loss { get; init; }

    /// <summary>What to learn from.</summary>
    public required Dataset Train { get; init; }

    /// <summary>What evaluations look at.</summary>
    public required Dataset Watched { get; init; }

    /// <summary>What the samples of evaluations are called: test, validation or training samples.</summary>
    public virtual string Watches => "test";

    /// <summary>What tells in the end how good the net is; null where nothing was kept for that.</summary>
    public virtual Dataset? Test => Watched;

    /// <summary>What the net notes beside its loss.</summary>
    public virtual IReadOnlyList<(string Key, string Value)> Notes => [];

    /// <summary>What a sample is called.</summary>
    public virtual string Sample => "sample";

    /// <summary>The names of the classes; empty where there are none, or numbers are their names.</summary>
    public virtual IReadOnlyList<string> Classes => [];

    /// <summary>Whose metrics <see cref="Score{T}"/> gives: test, validation or training samples.</summary>
    public virtual string Scored => "test";

    /// <summary>How good the net is, in the metrics of its task; empty where the evaluations say it.</summary>
    public virtual IReadOnlyList<(string Name, double Value)> Score<T>(Mlp<T> net)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [];
}
