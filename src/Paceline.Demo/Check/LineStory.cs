namespace Paceline.Demo.Check;

/// <summary>Everything the far end (or, with a trunk of one's own, the wire) saw of one Call-ID.</summary>
public sealed class LineStory
{
    public required string CallId { get; init; }

    /// <summary>The called number's digits; empty when the log does not say.</summary>
    public string Digits { get; set; } = "";

    /// <summary>Each INVITE with this Call-ID, Unix milliseconds; a digest retry is a second one.</summary>
    public IList<long> Invites { get; } = [];

    /// <summary>When the 200 left; null: it never did.</summary>
    public long? OkAt { get; set; }

    public int FinalCode { get; set; }

    /// <summary>When it was over for the far end; null while it is not.</summary>
    public long? OverAt { get; set; }

    /// <summary>From the 200 to the first sound, in milliseconds; null: the line stayed silent.</summary>
    public long? FirstSoundMs { get; set; }

    public LineSound Heard { get; set; }

    /// <summary>The agent's tone that was recognised; 0: none.</summary>
    public double HeardHz { get; set; }

    /// <summary>The person's own tone; 0: unknown.</summary>
    public double ToneHz { get; set; }

    /// <summary>Who ended an answered call; true: the called person.</summary>
    public bool EndedByPerson { get; set; }

    /// <summary>An answering machine or person that ended it; how long the line was up after its 200.</summary>
    public long? UpMs => OkAt is { } ok && OverAt is { } over ? over - ok : null;
}

/// <summary>What an answered person heard.</summary>
public enum LineSound
{
    /// <summary>The log does not say.</summary>
    Unknown,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>An agent, by tone.</summary>
    Agent,

    /// <summary>The abandonment message.</summary>
    Message,
}
