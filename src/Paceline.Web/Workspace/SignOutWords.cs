using Paceline.Contracts;
using Paceline.Ui;

namespace Paceline.Web.Workspace;

/// <summary>A negotiated sign-out in words: the same in the strip, the messages, the tooltip and the title.</summary>
public static class SignOutWords
{
    /// <summary>From the permission to the end; the server's figure.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);

    public static string Sentence(SigningOut leaving) => leaving switch
    {
        { AllowedAt: not null } => "You can go now. Nothing is on its way to you any more.",
        { Until: not null } => "A call may already be on its way to you.",
        _ => "You will be signed out after this call.",
    };

    /// <summary>When it is over at the latest; null: with the call.</summary>
    public static DateTimeOffset? End(SigningOut leaving) => leaving.AllowedAt is { } allowed ? allowed + _grace : leaving.Until;

    /// <summary>"0:18"; empty: none waits, or it waits for the end of a call.</summary>
    public static string Left(SigningOut? leaving, DateTimeOffset now) =>
        leaving is not null && End(leaving) is { } end ? Clockwork.Length(end > now ? end - now : TimeSpan.Zero) : "";
}
