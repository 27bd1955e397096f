namespace Paceline.Ui;

/// <summary>One part of a bar.</summary>
/// <param name="Share">0 to 1 of the whole bar; what does not fit is cut off.</param>
/// <param name="Class">Class of the stylesheet that fills it, such as "bar-done".</param>
public sealed record BarPart(double Share, string Class);
