using System.Text.Json.Serialization;

namespace Paceline.Dialing.Pacing;

/// <summary>Abandonment seen for each unit of the threshold that was in force: one slow correction for all errors of the model.</summary>
/// <param name="Abandoned">Abandoned live answers, discounted.</param>
/// <param name="Expected">The thresholds in force at all live answers, discounted.</param>
public sealed record Calibration(double Abandoned, double Expected)
{
    private const double Memory = 2500;
    private const double Prior = 15;

    /// <summary>Nothing seen: 0.95.</summary>
    public static Calibration None { get; } = new(0, 0);

    /// <summary>1: as predicted. Below 0.3 or above 2 the model is off, and somebody should be told.</summary>
    [JsonIgnore]
    public double Factor => (Abandoned + Prior) / (Expected + (Prior / 0.95));

    internal Calibration After(double abandoned, double threshold)
    {
        const double Keep = 1 - (1 / Memory);
        return new((Abandoned * Keep) + abandoned, (Expected * Keep) + threshold);
    }
}
