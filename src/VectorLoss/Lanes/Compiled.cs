using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>The one rule of how kernels are compiled.</summary>
/// <remarks>
/// A method that loops over registers, or over lanes of one number each, is compiled <see cref="AtOnce"/>: every
/// <see cref="IKernel{T, TResult}.Run{V}"/> and every loop that it moves to another method. A formula that is too long
/// to be inlined is compiled so too. A method that computes one register is inlined by AggressiveInlining. Two reasons:
/// <list type="bullet">
/// <item>By the runtime's defaults, a loop is first compiled without optimisation, then with counters, then again with
/// the counts. A hot kernel was then inlined into its caller, the two together exceeded what the JIT inlines into one
/// method, and the loop called single operators: tanh of 10,000 floats took 230 µs instead of 12. A library cannot
/// choose the settings of its users.</item>
/// <item>The first calls are fast: there is no slow tier that runs until a counter is full.</item>
/// </list>
/// The price: the JIT has no profile, and does not treat a static readonly field as a constant. These loops read no
/// such field. And where a formula of its own keeps many registers on the stack, the runtime clears them at each call:
/// <c>[SkipLocalsInit]</c> leaves that out, where it took a twentieth of the time.
/// </remarks>
internal static class Compiled
{
    /// <summary>Fully optimised before the first call, and not inlined into its caller.</summary>
    public const MethodImplOptions AtOnce = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>
    /// Fully optimised before the first call wherever it is not inlined: a method that a kernel calls for each row, or
    /// for each number.
    /// </summary>
    public const MethodImplOptions Early = MethodImplOptions.AggressiveOptimization;
}
