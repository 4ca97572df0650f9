using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// Takes the directions at all leaves aside, so that products are those of other directions alone, and gives them back.
/// </summary>
internal sealed class KeptDirections<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Derivatives<T> tangents;
    private readonly List<(int Leaf, T[] Direction)> kept = [];

    public KeptDirections(Tape<T> tape)
    {
        tangents = tape.Recording.Tangents;
        for (int at = 0; at < tape.Count; at++)
            if (tape.Recording[at].IsLeaf && tangents.IsLive(at))
                kept.Add((at, tangents[at].ToArray()));
        tangents.BeginPass(GradientMode.Overwrite);
    }

    public void Dispose()
    {
        tangents.BeginPass(GradientMode.Overwrite);
        foreach ((int leaf, T[] direction) in kept)
        {
            direction.CopyTo(tangents[leaf]);
            tangents.Touch(leaf);
        }
    }
}
