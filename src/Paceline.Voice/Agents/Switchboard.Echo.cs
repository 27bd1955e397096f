using Paceline.VoiceProtocol;

namespace Paceline.Voice;

// The echo test: an agent without a customer hears how they sound.
internal sealed partial class Switchboard
{
    /// <summary>Late enough that one's own voice is not taken for the headset's side tone.</summary>
    private static readonly TimeSpan _echoLate = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan _echoLimit = TimeSpan.FromSeconds(10);

    public Done EchoTest(EchoTestRequest request)
    {
        Demand(request.Command);
        if (!_agents.TryGetValue(request.Agent, out AgentLine? line) || line.Current is not { } leg)
        {
            throw new SeamException(SeamFailure.FailedPrecondition, $"the leg of agent {request.Agent} is down");
        }

        if (line.Customer is not null)
        {
            // Nothing to end either: the customer's coming has ended the test.
            return request.On
                ? throw new SeamException(SeamFailure.FailedPrecondition, $"agent {request.Agent} has a customer")
                : new Done();
        }

        if (request.On)
        {
            leg.Media.Echo(_echoLate, _echoLimit);
        }
        else
        {
            leg.Media.StopPlaying();
        }

        return new Done();
    }
}
