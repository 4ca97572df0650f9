using System.Numerics;

namespace VectorLoss.Lanes;

/// <summary>Work that is written once and runs in registers of any width.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TResult">What one run returns.</typeparam>
internal interface IKernel<T, TResult> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does the work in registers of the type <typeparamref name="V"/>.</summary>
    TResult Run<V>() where V : struct, ILanes<V, T>;
}
