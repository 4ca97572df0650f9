namespace VectorLoss.Catalogue;

/// <summary>
/// What a library of boosted trees takes as second derivatives. Both take e^(x + 0.7) in place of e^x of a Poisson
/// loss of the logarithm x, so that no step is too long.
/// </summary>
public enum HessianConvention
{
    /// <summary>The second derivatives.</summary>
    Exact,

    /// <summary>
    /// LightGBM: those of a softmax over C classes times C/(C − 1). Source: src/objective/multiclass_objective.hpp,
    /// where it names J. Friedman, Greedy Function Approximation; older versions took 2 for all C. Those of l1, huber
    /// and quantile are the weights. Source: src/objective/regression_objective.hpp.
    /// </summary>
    LightGbm,

    /// <summary>
    /// XGBoost: those of a softmax times 2; of both losses, weighted, at least 1e-16. Source:
    /// src/objective/multiclass_obj.cu, regression_loss.h and regression_obj.cu.
    /// </summary>
    XGBoost,
}
