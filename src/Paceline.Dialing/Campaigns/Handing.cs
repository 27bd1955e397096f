namespace Paceline.Dialing.Campaigns;

/// <summary>What an agent is reserved for.</summary>
public enum Handing
{
    /// <summary>A call that the system dials.</summary>
    Call,

    /// <summary>A record that the agent reads and calls.</summary>
    Record,
}
