namespace Paceline.Dialing.Campaigns;

/// <summary>How calls come about in a campaign group (features 1.1). The supervisor chooses, the agent works by it.</summary>
public enum DialMode
{
    /// <summary>Manual: the agent asks for a record, reads it, and calls.</summary>
    Preview,

    /// <summary>Automatic: a record comes to a ready agent, who reads it and calls.</summary>
    PushPreview,

    /// <summary>Automatic: one number is dialled for each free agent, who gets the call if somebody answers.</summary>
    Progressive,

    /// <summary>Automatic: numbers are dialled for agents who are expected to be free when somebody answers.</summary>
    Predictive,
}
