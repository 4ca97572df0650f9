using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>Checks the gradient of an op. The tape knows only this interface, and the checker implements it.</summary>
internal interface IOpCheck
{
    /// <summary>Checks an op at given inputs, and throws when its gradient is wrong.</summary>
    /// <param name="op">The op.</param>
    /// <param name="inputs">Shape and numbers of each input.</param>
    void Run<T>(Op<T> op, IReadOnlyList<(Shape Shape, T[] Values)> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
