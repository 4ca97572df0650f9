using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>The one rule of how kernels are compiled.</summary>
/// <remarks>
/// A method that loops over registers, or over lanes of one number each, is compiled <see cref="AtOnce"/>: every
/// <see cref="IKernel{T, TResult}.Run{V}"/> and every loop it leaves to another method; so is a formula too long to be
/// inlined. A method that does one register is inlined by AggressiveInlining. Two reasons:
/// <list type="bullet">
/// <item>Left to the runtime's defaults, a loop is first compiled badly, then with counters, then again with what they
/// counted. A hot kernel was then inlined into its caller, together they exceeded what the JIT inlines into one method,
/// and the loop called single operators: tanh of 10,000 floats took 230 µs instead of 12. A library cannot choose the
/// settings of its users.</item>
/// <item>The first calls are fast: there is no slow tier that runs until a counter is full.</item>
/// </list>
/// The price: no profile, and a static readonly field is not a constant. These loops read none.
/// </remarks>
internal static class Compiled
{
    /// <summary>Fully optimised before the first call, and on its own.</summary>
    public const MethodImplOptions AtOnce = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
