using Paceline.Dialing.Agents;

namespace Paceline.Grains;

/// <summary>What an agent's host knows of their SIP phone beside the facts: where it is, so that Ready calls it again, and why no sound
/// reaches the agent. Nothing of it is stored: after a restart the node says which phones it holds.</summary>
internal sealed class PhoneOfAgent
{
    private bool _thenReady;

    /// <summary>Its URI; null: the agent came by browser, or is signed out.</summary>
    public string? Uri { get; private set; }

    /// <summary>A sentence; empty: sound reaches the agent, or nobody has tried.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>It is being called, and nothing has come of it yet.</summary>
    public bool Rings { get; private set; }

    /// <summary>Another way of sound was asked for; null: by browser.</summary>
    public void Use(string? uri)
    {
        (Uri, Trouble, Rings) = (uri, "", false);
        _thenReady &= uri is not null;
    }

    public void Learn(string? uri) => Uri ??= uri;

    /// <summary>It is called, and whoever picks it up is ready.</summary>
    public void Called(bool thenReady)
    {
        (Trouble, Rings) = ("Your phone is being called: answer it.", true);
        _thenReady = thenReady;
    }

    public void NotCalled(string why)
    {
        (Trouble, Rings) = (Sentence(why), false);
        _thenReady = false;
    }

    /// <summary>Takes note of what happened; true: the agent has answered the phone in order to be ready.</summary>
    public bool After(AgentInput input)
    {
        switch (input)
        {
            case AgentInput.LegUp:
                var ready = _thenReady;
                (Trouble, Rings, _thenReady) = ("", false, false);
                return ready;
            case AgentInput.LegDown down:
                NotCalled(down.Why);
                return false;
            case AgentInput.SignOut:
                Use(null);
                return false;
            case AgentInput.MakeNotReady:
                _thenReady = false;
                return false;
            default:
                return false;
        }
    }

    private static string Sentence(string why) => why is "" or "detached" ? "" : $"{char.ToUpperInvariant(why[0])}{why[1..].TrimEnd('.')}.";
}
