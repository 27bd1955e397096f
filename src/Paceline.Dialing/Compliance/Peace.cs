using NodaTime;

namespace Paceline.Dialing.Compliance;

/// <summary>A person who answered and got no agent is left in peace (Ofcom, persistent misuse statement 2016, A1.55): nobody calls them before it
/// is over, whoever asks for it.</summary>
public static class Peace
{
    /// <summary>From the end of the call.</summary>
    public static Duration Length { get; } = Duration.FromHours(72);

    /// <summary>Whether it follows a call result: "Abandoned" and "Dropped".</summary>
    public static bool Follows(string callResult) => callResult is "Abandoned" or "Dropped";
}
