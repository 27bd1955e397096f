using Paceline.Contracts;
using Paceline.Web.Connection;

namespace Paceline.Web.Workspace.Calls;

/// <summary>Digits on their way to the customer, in the order they were pressed: what is pressed while some are being sent follows
/// together, so that a slow answer cannot turn 12 into 21.</summary>
public sealed class PressedDigits(ApiClient api)
{
    // The longest that one command carries (the contract's limit).
    private const int Together = 32;

    private string _waiting = "";
    private bool _sending;

    /// <summary>Everything pressed in this call, for the agent's eyes.</summary>
    public string Pressed { get; private set; } = "";

    public void NewCall() => (Pressed, _waiting) = ("", "");

    /// <summary>Null, or the reply of the command that was refused; what waited behind it is dropped.</summary>
    public async Task<Reply?> Press(Guid attempt, char digit, CancellationToken cancellation)
    {
        _waiting += digit;
        Pressed += digit;
        if (_sending)
        {
            return null;
        }

        _sending = true;
        try
        {
            while (_waiting.Length > 0)
            {
                var some = _waiting[..Math.Min(Together, _waiting.Length)];
                _waiting = _waiting[some.Length..];
                var request = new DigitsRequest(attempt, some);
                if (await api.Command(Api.AgentDigits, request, Guid.CreateVersion7(), cancellation) is var reply and not Reply.Done)
                {
                    return reply;
                }
            }

            return null;
        }
        finally
        {
            _waiting = "";
            _sending = false;
        }
    }
}
