namespace VectorLoss.Catalogue;

/// <summary>What a library of boosted trees takes as the second derivatives of a softmax or logistic loss.</summary>
public enum HessianConvention
{
    /// <summary>The second derivatives.</summary>
    Exact,

    /// <summary>
    /// LightGBM: those of a softmax over C classes times C/(C − 1). Source: src/objective/multiclass_objective.hpp,
    /// where it names J. Friedman, Greedy Function Approximation; older versions took 2 for all C.
    /// </summary>
    LightGbm,

    /// <summary>
    /// XGBoost: those of a softmax times 2; of both losses, weighted, at least 1e-16. Source:
    /// src/objective/multiclass_obj.cu and regression_loss.h.
    /// </summary>
    XGBoost,
}
