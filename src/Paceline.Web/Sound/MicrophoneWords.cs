using static Paceline.Web.Sound.MicrophoneState;

namespace Paceline.Web.Sound;

/// <summary>What the workspace says about the microphone.</summary>
public static class MicrophoneWords
{
    /// <summary>In two or three words, for the top bar.</summary>
    public static string Brief(MicrophoneState state) => state switch
    {
        Unknown => "Microphone",
        NotAsked => "Microphone not allowed yet",
        Asking => "Asking for the microphone",
        Refused => "Microphone refused",
        Missing => "No microphone",
        Busy => "Microphone in use",
        Insecure => "No microphone here",
        Works => "Microphone works",
        Silent => Texts.MicrophoneSilentBrief,
    };

    /// <summary>Ends the sentence "You cannot be Ready yet: …".</summary>
    public static string Reason(MicrophoneState state) => state switch
    {
        Unknown or NotAsked or Asking => "the microphone is not allowed yet.",
        Refused => "the browser refuses the microphone.",
        Missing => "no microphone was found.",
        Busy => "another program is using the microphone.",
        Insecure => "the browser gives no microphone to this address.",
        Works or Silent => "the microphone works.",
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
        Refused => "The browser refuses the microphone",
        Missing => "No microphone was found",
        Busy => "Another program is using the microphone",
        Insecure => "The browser gives no microphone to this address",
        Asking => "Waiting for your answer",
        Silent => Texts.MicrophoneSilent.TrimEnd('.'),
        Unknown or NotAsked or Works => "First, let customers hear you",
    };

    /// <summary>What to do about it.</summary>
    public static string Remedy(MicrophoneState state) => state switch
    {
        Unknown or NotAsked => "You talk to customers through this browser. When you press the button, it asks once whether this page may use "
            + "your microphone; choose Allow. Sound goes to your own server only.",
        Asking => "The browser is asking now, near the address bar. Choose Allow.",
        Refused => "Click the icon at the start of the address bar, set Microphone to Allow, then try again. If it is set already, look in the "
            + "system's privacy settings.",
        Missing => "Plug in a headset and choose it as the input in the system's sound settings. This page notices by itself.",
        Busy => "Close the other program that uses it (a meeting, a recorder), then try again.",
        Insecure => "Browsers give a microphone only to a page opened by HTTPS, or from this same computer. Ask your administrator for the HTTPS address.",
        Silent => Texts.MicrophoneSilentDo,
        Works => "Speak: the bars move when we hear you.",
    };
}
