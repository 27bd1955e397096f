namespace Paceline.Demo.People;

/// <summary>What a called number does this time.</summary>
public abstract record CallScript
{
    private protected CallScript()
    {
    }

    /// <summary>Rings, answers, says hello and talks until one of both hangs up.</summary>
    /// <param name="RingMs">From the INVITE to the 200.</param>
    /// <param name="HelloMs">From the 200 to the person's first word.</param>
    /// <param name="PatienceMs">The person hangs up so long after the 200, if nobody did before.</param>
    /// <param name="WithoutSoundMs">The person hangs up so long after the 200 if the line is still silent.</param>
    public sealed record Talks(int RingMs, int HelloMs, int PatienceMs, int WithoutSoundMs) : CallScript;

    /// <summary>An answering machine: a greeting, a beep, and some silence in which it records.</summary>
    public sealed record Voicemail(int RingMs, int GreetingMs, int RecordMs) : CallScript;

    /// <summary>Answers and hangs up without a word.</summary>
    public sealed record HangsUp(int RingMs, int AfterMs) : CallScript;

    /// <summary>Rings until the caller gives up.</summary>
    public sealed record RingsOut : CallScript;

    /// <summary>A final response and no answer.</summary>
    /// <param name="Code">SIP status, 400 to 699.</param>
    /// <param name="Q850">Cause in a Reason header (RFC 3326); 0: none.</param>
    /// <param name="AfterMs">From the INVITE to the response.</param>
    /// <param name="Rings">Whether it rings until then.</param>
    public sealed record Refuses(int Code, int Q850, int AfterMs, bool Rings) : CallScript;
}

/// <summary>How a number rings before anything else happens.</summary>
public enum RingStyle
{
    /// <summary>180.</summary>
    Plain,

    /// <summary>183 with ringback as early media.</summary>
    EarlyMedia,

    /// <summary>Several telephones at once: provisional responses with different tags (RFC 3261 §12.1).</summary>
    Forked,
}

/// <summary>One called number: how it behaves this time, and by which tone its person can be recognised.</summary>
/// <param name="ToneHz">One of <see cref="Voices.PeopleHz"/>.</param>
public sealed record CalledPerson(CallScript Script, RingStyle Ring, double ToneHz);
