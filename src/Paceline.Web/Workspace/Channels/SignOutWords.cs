using Paceline.Contracts;
using Paceline.Ui;

namespace Paceline.Web.Workspace.Channels;

/// <summary>A negotiated sign-out in words: the same in the strip, the messages, the tooltip and the title.</summary>
public static class SignOutWords
{
    /// <summary>"Signing out", of all or of the voice channel alone.</summary>
    public static string Title(SigningOut leaving) => leaving.Channel ? Texts.SigningOutOfVoice : Texts.SigningOut;

    public static string Sentence(SigningOut leaving) => leaving switch
    {
        { AllowedAt: not null } => Texts.SigningOutAllowed,
        { Until: not null } => Texts.SigningOutOnItsWay,
        { Channel: true } => Texts.SigningOutOfVoiceAfterCall,
        { BySupervisor: true, Now: true } => Texts.SigningOffWithCall,
        { BySupervisor: true } => Texts.SigningOffAfterCall,
        _ => Texts.SigningOutAfterCall,
    };

    /// <summary>When it is over at the latest; null: with the call.</summary>
    public static DateTimeOffset? End(SigningOut leaving) => leaving.GoneAt ?? leaving.Until;

    /// <summary>"0:18"; empty: none waits, or it waits for the end of a call.</summary>
    public static string Left(SigningOut? leaving, DateTimeOffset now) =>
        leaving is not null && End(leaving) is { } end ? Clockwork.Length(end > now ? end - now : TimeSpan.Zero) : "";
}
