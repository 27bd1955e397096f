using static Paceline.Web.Sound.MicrophoneState;

namespace Paceline.Web.Sound;

/// <summary>What the workspace says about the microphone.</summary>
public static class MicrophoneWords
{
    /// <summary>In two or three words, for the top bar.</summary>
    public static string Brief(MicrophoneState state) => state switch
    {
        Unknown => Texts.MicrophoneBriefUnknown,
        NotAsked => Texts.MicrophoneBriefNotAsked,
        Asking => Texts.MicrophoneBriefAsking,
        Refused => Texts.MicrophoneBriefRefused,
        Missing => Texts.MicrophoneBriefMissing,
        Busy => Texts.MicrophoneBriefBusy,
        Insecure => Texts.MicrophoneBriefInsecure,
        Works => Texts.MicrophoneBriefWorks,
        Silent => Texts.MicrophoneSilentBrief,
    };

    /// <summary>"You cannot be Ready yet: the microphone is not allowed yet."</summary>
    public static string CannotBeReady(MicrophoneState state) => state switch
    {
        Unknown or NotAsked or Asking => Texts.CannotBeReadyNotAsked,
        Refused => Texts.CannotBeReadyRefused,
        Missing => Texts.CannotBeReadyMissing,
        Busy => Texts.CannotBeReadyBusy,
        Insecure => Texts.CannotBeReadyInsecure,
        Works or Silent => Texts.CannotBeReadyWorks,
    };

    /// <summary>What happened, for the notice in the middle of work.</summary>
    public static string Lost(MicrophoneState state) => state switch
    {
        Missing => Texts.MicrophoneMissing,
        Silent => Texts.MicrophoneSilent,
        _ => $"{Brief(state)}.",
    };

    /// <summary>What to do about it, in one short sentence.</summary>
    public static string InShort(MicrophoneState state) => state switch
    {
        Missing => Texts.MicrophoneMissingDo,
        Refused => Texts.MicrophoneRefusedDo,
        Busy => Texts.MicrophoneBusyDo,
        Silent => Texts.MicrophoneSilentDo,
        _ => "",
    };

    /// <summary>Heading of the card that helps with it.</summary>
    public static string Title(MicrophoneState state) => state switch
    {
        Refused => Texts.MicrophoneTitleRefused,
        Missing => Texts.MicrophoneTitleMissing,
        Busy => Texts.MicrophoneTitleBusy,
        Insecure => Texts.MicrophoneTitleInsecure,
        Asking => Texts.MicrophoneTitleAsking,
        Silent => Texts.MicrophoneSilent.TrimEnd('.'),
        Unknown or NotAsked or Works => Texts.MicrophoneTitleFirst,
    };

    /// <summary>What to do about it.</summary>
    public static string Remedy(MicrophoneState state) => state switch
    {
        Unknown or NotAsked => Texts.MicrophoneRemedyFirst,
        Asking => Texts.MicrophoneRemedyAsking,
        Refused => Texts.MicrophoneRemedyRefused,
        Missing => Texts.MicrophoneRemedyMissing,
        Busy => Texts.MicrophoneRemedyBusy,
        Insecure => Texts.MicrophoneRemedyInsecure,
        Silent => Texts.MicrophoneSilentDo,
        Works => Texts.MicrophoneRemedyWorks,
    };
}
