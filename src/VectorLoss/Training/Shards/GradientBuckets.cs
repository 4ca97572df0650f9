using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>
/// Gradients that are complete, joined with their neighbours until they are worth a message. Where they are cut does
/// not change a bit.
/// </summary>
internal sealed class GradientBuckets<T>(Recording<T> recording, IGradientExchange<T> exchange)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int None = -1;

    // A message costs some microseconds, in which a network of 10 GB/s carries about as many bytes as 16,384 floats.
    private const int Least = 1 << 14;
    private int first = None;
    private int last = None;

    /// <summary>Takes the gradient of a parameter.</summary>
    public void Add(int position)
    {
        if (first == None)
            (first, last) = (position, position);
        else if (position == first - 1 && !recording.Gradients.Joint(position, last).IsEmpty)
            first = position;
        else if (position == last + 1 && !recording.Gradients.Joint(first, position).IsEmpty)
            last = position;
        else
        {
            Flush();
            (first, last) = (position, position);
        }
        if (recording.Gradients.Joint(first, last).Length >= Least)
            Flush();
        exchange.Poll();
    }

    /// <summary>Forgets what waits.</summary>
    public void Drop() => first = None;

    /// <summary>Sends what waits.</summary>
    public void Flush()
    {
        if (first != None)
            exchange.Begin(recording.Gradients.Joint(first, last));
        first = None;
    }
}
