using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// An option of a loss whose zero bits are its usual value. So <c>default(Huber)</c>, an element of a new array and a
/// field that nobody set are the loss with its usual options, as <c>new Huber()</c> is.
/// </summary>
/// <param name="value">The value, checked already.</param>
/// <param name="usual">The usual value; the same number at every call of <see cref="Or"/>.</param>
// An exclusive or of the bits is exact for every number and free of branches; a difference would round.
internal readonly struct Setting(double value, double usual)
{
    private readonly ulong bits = BitConverter.DoubleToUInt64Bits(value) ^ BitConverter.DoubleToUInt64Bits(usual);

    /// <summary>The value that was set, or the usual one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | Compiled.Early)]
    public double Or(double usual) => BitConverter.UInt64BitsToDouble(bits ^ BitConverter.DoubleToUInt64Bits(usual));
}
