using Paceline.Media.Audio;
using Paceline.Sip;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

// What the server commands of customers' calls; each has the effect of one, however often it comes.
internal sealed partial class Switchboard
{
    /// <summary>Events a call may still bring: room for them is kept before it is placed.</summary>
    private const int EventsPerCall = 8;

    /// <param name="order">As it came.</param>
    /// <param name="receivedMs">When it came, before it waited for this thread.</param>
    public Admission Originate(OriginateRequest order, long receivedMs)
    {
        Demand(order.Command);
        if (_calls.ContainsKey(order.Attempt) || _finished.Contains(order.Attempt))
        {
            return new Admission { Admitted = new Admitted() };
        }

        Prompt message = CheckOrder(order);
        long nowMs = NowMs;
        _trunks.TryGetValue(order.Trunk, out Trunk? trunk);
        (Refusal.Types.Reason reason, string detail) = Judge(order, trunk, nowMs - receivedMs);
        if (reason != Refusal.Types.Reason.Unspecified)
        {
            return Refuse(reason, detail);
        }

        if (!trunk!.TryTakeToken(nowMs)) // Judge refuses an unknown trunk.
        {
            return Refuse(Refusal.Types.Reason.TrunkFull, $"more than {trunk.Settings.CallsPerSecond} calls per second");
        }

        return _media.OpenRtp(this) is { } leg
            ? Place(new CustomerCall(order, trunk, message, leg, nowMs), nowMs)
            : Refuse(Refusal.Types.Reason.TooManyCalls, "no RTP port is free");
    }

    public Done HangUp(CallCommand command)
    {
        Demand(command.Command);
        if (_calls.TryGetValue(command.Attempt, out CustomerCall? call))
        {
            HangUp(call, EndedBy.HangUp);
        }

        return new Done();
    }

    public Done Bridge(BridgeRequest request)
    {
        Demand(request.Command);
        CustomerCall call = LiveCall(request.Attempt);
        if (!call.IsAnswered)
        {
            // The answer may be on its way: reserved now, connected with the 200.
            call.Agent = request.Agent;
            return new Done();
        }

        if (call.HasMessage || call.Ours != EndedBy.Unspecified)
        {
            throw new SeamException(SeamFailure.NotFound, $"attempt {call.Attempt} is ending or hears the message");
        }

        if (call.IsJoined && string.Equals(call.Agent, request.Agent, StringComparison.Ordinal))
        {
            return new Done();
        }

        AgentLine line = FreeLine(request.Agent, call)
            ?? throw new SeamException(SeamFailure.FailedPrecondition, $"the leg of agent {request.Agent} is down or has another customer");
        Connect(call, line);
        return new Done();
    }

    public Done Hold(CallCommand command)
    {
        Demand(command.Command);
        CustomerCall call = LiveCall(command.Attempt);
        if (call.IsHeld)
        {
            return new Done();
        }

        if (call.BridgedMs is null && !call.IsJoined)
        {
            throw new SeamException(SeamFailure.FailedPrecondition, $"attempt {call.Attempt} is not connected to an agent");
        }

        call.IsHeld = true;
        if (call.IsJoined) // Otherwise the agent's leg is being made again, and the person hears hold audio already.
        {
            call.IsJoined = false;
            call.Leg.Leave(HoldAudio());
        }

        return new Done();
    }

    public Done Resume(CallCommand command)
    {
        Demand(command.Command);
        CustomerCall call = LiveCall(command.Attempt);
        if (!call.IsHeld)
        {
            return new Done();
        }

        call.IsHeld = false;
        if (FreeLine(call.Agent, call) is { } line)
        {
            Join(call, line);
        }

        // Otherwise the hold audio goes on until the agent's leg is up again.
        return new Done();
    }

    public Done SendDigits(DigitsRequest request)
    {
        Demand(request.Command);
        CustomerCall call = LiveCall(request.Attempt);
        bool keys = request.Digits.Length is > 0 and <= 32 && request.Digits.All(static c => char.IsAsciiDigit(c) || c is '*' or '#' or (>= 'A' and <= 'D'));
        if (!keys || !call.IsAnswered)
        {
            throw new SeamException(
                keys ? SeamFailure.FailedPrecondition : SeamFailure.InvalidArgument,
                keys ? $"attempt {call.Attempt} is not answered" : "digits must be 1 to 32 of 0-9 * # A-D");
        }

        call.Leg.Press(request.Digits);
        return new Done();
    }

    private Admission Place(CustomerCall call, long nowMs)
    {
        OriginateRequest order = call.Order;
        SipUri target = new("sip", order.To, call.Trunk.Address.Address.ToString(), call.Trunk.Address.Port, "");
        bool anonymous = order.CallerId.Length == 0;
        NameAddress from = anonymous
            ? new NameAddress("Anonymous", "sip:anonymous@anonymous.invalid", [])
            : new NameAddress("", new SipUri(order.CallerId, _host.Local));
        SipRefusal refusal = Sip.Invite(
            new InviteOrder
            {
                CallId = order.Attempt,
                Target = target,
                From = from,
                Destination = call.Trunk.Address,
                Media = OfferOf(call.Leg),
                Credentials = call.Trunk.Credentials,
                Headers = anonymous
                    ? [new SipHeader("Privacy", "id")]
                    : [new SipHeader("P-Asserted-Identity", $"<{new SipUri(order.CallerId, _host.Local)}>")],
            },
            nowMs,
            out SipCallRef sip);
        if (refusal != SipRefusal.None)
        {
            call.Leg.Close();
            return Refuse(Refusal.Types.Reason.TooManyCalls, $"the SIP endpoint said {refusal}");
        }

        call.Sip = sip;
        call.Phase = CallPhase.Placed;
        call.Leg.Listen(call.Ear);
        call.Trunk.Calls++;
        _liveCalls++;
        _calls.Add(call.Attempt, call);
        _callBySip.Add(sip, call);
        _callByLeg.Add(call.Leg, call);
        call.Alarm = _alarms.At(nowMs + order.RingTimeoutMs, () => HangUp(call, EndedBy.RingTimeout));
        Tell(call, happened => happened.Placed = new Placed { Trunk = order.Trunk });
        SuspectIfUnheard(call, nowMs);
        return new Admission { Admitted = new Admitted() };
    }

    /// <summary>The rules of the protocol's comments; breaking them is a fault of the server and not of the trunk.</summary>
    private Prompt CheckOrder(OriginateRequest order)
    {
        string name = order.Message.Length > 0 ? order.Message : _settings.AbandonmentPrompt;
        Require(
            order.Attempt.Length is > 0 and <= 128 && order.Attempt.All(VoiceSettings.IsNameCharacter),
            "attempt must be 1 to 128 letters, digits or hyphens");
        Require(order.Tag.Length <= 128, "tag must be at most 128 characters");
        Require(order.CallerId.Length == 0 || IsE164(order.CallerId), "caller_id must be empty or E.164 with +");
        Require(order.RingTimeoutMs is >= 5000 and <= 120_000, "ring_timeout_ms must be 5000 to 120000");
        Require(order.AnswerLimitMs is >= 500 and <= 5000, "answer_limit_ms must be 500 to 5000");
        return _prompts.Find(name) is { } message
            ? message
            : throw new SeamException(SeamFailure.InvalidArgument, $"no prompt is called '{name}': without a message nobody may be called");

        static void Require(bool holds, string rule)
        {
            if (!holds)
            {
                throw new SeamException(SeamFailure.InvalidArgument, rule);
            }
        }
    }

    private (Refusal.Types.Reason Reason, string Detail) Judge(OriginateRequest order, Trunk? trunk, long waitedMs) => trunk switch
    {
        _ when _stopping => (Refusal.Types.Reason.Draining, "the node is stopping"),
        _ when !HasLease => (Refusal.Types.Reason.NoLease, "no Watch stream is open"),
        _ when waitedMs >= order.ValidForMs => (Refusal.Types.Reason.Expired, $"{waitedMs} ms after receipt"),
        null => (Refusal.Types.Reason.TrunkUnknown, "no such trunk"),
        _ when !IsE164(order.To) => (Refusal.Types.Reason.Destination, "not E.164 with +"),
        _ when !trunk.Allows(order.To) => (Refusal.Types.Reason.Destination, "not a destination of this trunk"),
        // A simulated campaign must never reach a telephone by a wrong setting.
        _ when trunk.IsBeyondLoopback && !order.ReallyCall => (Refusal.Types.Reason.NotMeant, "the trunk is not on loopback and really_call is not set"),
        _ when !trunk.Health.IsUp => (Refusal.Types.Reason.TrunkDown, $"the trunk {trunk.Health.Trouble}"),
        _ when trunk.Calls >= trunk.Settings.CallsMax => (Refusal.Types.Reason.TrunkFull, $"{trunk.Calls} calls"),
        _ when _liveCalls >= _settings.CallsMax => (Refusal.Types.Reason.TooManyCalls, $"{_liveCalls} calls"),
        _ when _calls.Count >= _settings.CallsMax * 10 || !Events.HasRoomFor((_liveCalls + 1) * EventsPerCall) =>
            (Refusal.Types.Reason.TooManyCalls, "too many events are not acknowledged"),
        _ => (Refusal.Types.Reason.Unspecified, ""),
    };

    private CustomerCall LiveCall(string attempt) =>
        _calls.TryGetValue(attempt, out CustomerCall? call) && !call.IsOver
            ? call
            : throw new SeamException(SeamFailure.NotFound, $"attempt {attempt} is not alive");

    private static bool IsE164(string number) =>
        number.Length is >= 4 and <= 16 && number[0] == '+' && number.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static Admission Refuse(Refusal.Types.Reason reason, string detail) =>
        new() { Refused = new Refusal { Reason = reason, Detail = detail } };
}
