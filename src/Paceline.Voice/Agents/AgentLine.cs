using Paceline.Sip;

namespace Paceline.Voice;

/// <summary>An agent's place on the node: the leg that is up, the one that is coming, and the customer it talks to.</summary>
internal sealed class AgentLine(string agent)
{
    public string Agent => agent;

    public string Tag { get; set; } = "";

    /// <summary>Up: customers can be connected to it in the next tick.</summary>
    public AgentLeg? Current { get; set; }

    /// <summary>Ringing or shaking hands; replaces the current one when it is up.</summary>
    public AgentLeg? Coming { get; set; }

    public CustomerCall? Customer { get; set; }

    public bool IsIdle => Current is null && Coming is null && Customer is null;
}

/// <summary>One leg of an agent, by phone or by browser.</summary>
/// <param name="Line">Whose it is.</param>
/// <param name="Media">Its audio.</param>
/// <param name="Address">The phone's URI or the browser's offer: an attach with the same is the same attach.</param>
/// <param name="Answer">Our SDP for a browser; null for a phone.</param>
internal sealed record AgentLeg(AgentLine Line, MediaLeg Media, string Address, string? Answer)
{
    /// <summary>The dialog with a phone; null for a browser.</summary>
    public SipCallRef? Sip { get; init; }

    public bool IsBrowser => Answer is not null;
}
