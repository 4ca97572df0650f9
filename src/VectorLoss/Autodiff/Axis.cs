namespace VectorLoss.Autodiff;

/// <summary>The direction in which the elements of a matrix are added.</summary>
public enum Axis
{
    /// <summary>The rows are added together: m×n becomes 1×n.</summary>
    Rows,

    /// <summary>The columns are added together: m×n becomes m×1.</summary>
    Columns,
}
