using Paceline.Media.Audio;
using Paceline.Media.Tones;
using Paceline.Sip;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

// Calls to people: what the network and the media thread tell of them, and how they end.
internal sealed partial class Switchboard
{
    /// <summary>Keys of one call that are told to the server; a line that sends more is broken.</summary>
    private const int KeysMax = 200;

    /// <summary>How much longer than its length a message may take before it is hung up anyway, in milliseconds.</summary>
    private const long MessageGuardMs = 2000;

    /// <summary>Longest reason text that crosses the seam, in characters.</summary>
    private const int ReasonTextMax = 120;

    private void Alerted(CustomerCall call, bool isEarlyMedia, long nowMs)
    {
        if (call.IsOver || call.IsAnswered || (call.Phase == CallPhase.Alerting && !isEarlyMedia))
        {
            return;
        }

        call.Phase = CallPhase.Alerting;
        call.AlertedMs ??= nowMs;
        Change(call.Trunk, () => call.Trunk.Health.CallAccepted(nowMs));
        Tell(call, happened => happened.Alerting = new Alerting { EarlyMedia = isEarlyMedia });
    }

    private void Answered(CustomerCall call, NegotiatedAudio audio, long nowMs)
    {
        call.CallOffAlarm();
        call.AnsweredMs = nowMs;
        call.Phase = CallPhase.Answered;
        call.Leg.Connect(audio);
        call.Ear.Answered();
        AgentLine? line = FreeLine(call.Agent, call);
        if (line is null)
        {
            // Not to be taken for this agent's customer when the leg comes up later; the server names one anew.
            call.Agent = "";
        }

        Tell(call, happened => happened.Answered = new Answered
        {
            Bridged = line is not null,
            AfterInviteMs = nowMs - call.InvitedMs,
        });

        call.Alarm = _alarms.At(nowMs + call.Order.AnswerLimitMs, () => AnswerLimitReached(call));
        if (line is not null)
        {
            Connect(call, line);
        }
    }

    /// <summary>The line of an agent that can take this customer now.</summary>
    private AgentLine? FreeLine(string agent, CustomerCall call) =>
        agent.Length > 0
        && _agents.TryGetValue(agent, out AgentLine? line)
        && line.Current is not null
        && (line.Customer is null || line.Customer == call) ? line : null;

    private void Connect(CustomerCall call, AgentLine line)
    {
        Disconnect(call);
        call.Agent = line.Agent;
        line.Customer = call;
        call.IsHeld = false;
        call.AnnouncesBridge = true;
        Join(call, line);
        line.Current!.Media.PlayOver(ZipTone.Play());
    }

    /// <summary>Puts the customer into the mix of the agent's current leg.</summary>
    private static void Join(CustomerCall call, AgentLine line)
    {
        call.IsJoined = true;
        line.Current!.Media.StopPlaying(); // The caller has seen that it is there; an echo test must not cover the customer.
        call.Leg.Join(line.Current.Media);
    }

    private void Disconnect(CustomerCall call)
    {
        if (_agents.TryGetValue(call.Agent, out AgentLine? line) && line.Customer == call)
        {
            line.Customer = null;
            ForgetIdle(line);
        }

        call.IsJoined = false;
    }

    private void Bridged(CustomerCall call, long atMs)
    {
        // The limit holds until an agent's sound has really left for the person.
        call.CallOffAlarm();
        call.BridgedMs ??= atMs;
        if (call.AnnouncesBridge)
        {
            call.AnnouncesBridge = false;
            call.Phase = CallPhase.Bridged;
            Tell(call, happened => happened.Bridged = new Bridged { AfterAnswerMs = atMs - (call.AnsweredMs ?? atMs) });
        }
    }

    private void AnswerLimitReached(CustomerCall call)
    {
        if (call.IsWaitingForAgent)
        {
            PlayMessage(call);
        }
    }

    private void PlayMessage(CustomerCall call)
    {
        long nowMs = NowMs;
        call.CallOffAlarm();
        Disconnect(call);
        call.HasMessage = true;
        call.Leg.Leave();
        call.Leg.Play(new PromptPlayer(call.Message));
        call.Alarm = _alarms.At(
            nowMs + call.Message.DurationMs + MessageGuardMs, () => HangUp(call, EndedBy.AnswerLimit));
        Tell(call, happened => happened.MessageStarted = new MessageStarted { AfterAnswerMs = nowMs - (call.AnsweredMs ?? nowMs) });
    }

    private void NotedOfCustomer(CustomerCall call, LegNote note)
    {
        if (call.IsOver)
        {
            return;
        }

        switch (note)
        {
            case LegNote.SoundCame:
                call.HasMedia |= call.IsAnswered;
                break;
            case LegNote.KeyPressed(var key):
                KeyPressed(call, key, isCustomer: true);
                break;
            case LegNote.PlayingEnded when call.HasMessage:
                HangUp(call, EndedBy.AnswerLimit);
                break;
            case LegNote.Joined(var atMs) when call.IsJoined:
                Bridged(call, atMs);
                break;
            case LegNote.WentSilent when call.IsAnswered:
                HangUp(call, EndedBy.MediaLost);
                break;
            default:
                // Silence while it rings, and what only browsers note.
                break;
        }
    }

    private void KeyPressed(CustomerCall call, char key, bool isCustomer)
    {
        if (!call.IsOver && ++call.Keys <= KeysMax)
        {
            Tell(call, happened => happened.Digit = new DigitReceived { Digit = key.ToString(), FromCustomer = isCustomer });
        }
    }

    private void HangUp(CustomerCall call, EndedBy why)
    {
        if (call.IsOver || call.Ours != EndedBy.Unspecified)
        {
            return;
        }

        call.Ours = why;
        call.CallOffAlarm();
        // An agent must not hear the silence of a call that is on its way out.
        Disconnect(call);
        if (call.IsAnswered)
        {
            call.Leg.Leave();
        }

        Sip.HangUp(call.Sip, 16, NowMs);
    }

    private void CallEnded(CustomerCall call, SipEnding ending, long nowMs)
    {
        call.CallOffAlarm();
        Disconnect(call);
        _callBySip.Remove(call.Sip);
        _callByLeg.Remove(call.Leg);
        call.Leg.Close();
        call.Trunk.Calls--;
        _liveCalls--;
        call.Phase = CallPhase.Ended;
        string text = ending.ReasonText.Length > 0 ? ending.ReasonText : ending.Phrase;
        Tell(call, happened => happened.Ended = new Ended
        {
            SipStatus = ending.Status,
            Q850 = ending.By == SipSide.FarEnd ? ending.Q850Cause : 0,
            ReasonText = text.Length > ReasonTextMax ? text[..ReasonTextMax] : text,
            EndedBy = WhoEnded(call, ending),
            Heard = call.Ear.Heard,
            Answered = ending.WasAnswered || call.IsAnswered,
            Bridged = call.BridgedMs is not null,
            MessagePlayed = call.HasMessage,
            Media = call.HasMedia,
            AlertingAfterMs = call.AlertedMs - call.InvitedMs ?? 0,
            AnsweredAfterMs = call.AnsweredMs - call.InvitedMs ?? 0,
            BridgedAfterMs = call.BridgedMs - call.AnsweredMs ?? 0,
            EndedAfterMs = nowMs - call.InvitedMs,
            InviteLeft = true,
            Quality = call.IsAnswered ? QualityOf(call.Leg.Quality) : null,
        });
        JudgeByCall(call, ending, nowMs);
        ContinueStop();
    }

    private static VoiceProtocol.LineQuality QualityOf(Media.Rtp.LineQuality seen) => new()
    {
        Received = seen.Received.Received,
        Lost = seen.Received.Lost,
        JitterMs = seen.Received.JitterMs,
        FarLost = seen.FarLost,
        FarJitterMs = seen.FarJitterMs,
        FarReports = seen.FarReports,
        RoundTripMs = seen.RoundTripMs ?? 0,
    };

    private static EndedBy WhoEnded(CustomerCall call, SipEnding ending) => ending switch
    {
        _ when call.Ours == EndedBy.CancelCrossedAnswer => call.Ours,
        // Their refusal overtook our CANCEL; 487 is what our CANCEL brings.
        { By: SipSide.FarEnd, WasAnswered: false, Status: not (0 or 487) } => EndedBy.FarEnd,
        { Timer: SipTimer.InviteUnanswered } => EndedBy.NoResponse,
        _ when call.Ours != EndedBy.Unspecified => call.Ours,
        { WasAnswered: true } when !call.IsAnswered => EndedBy.NoCommonCodec,
        { By: SipSide.FarEnd } => EndedBy.FarEnd,
        // A session nobody refreshed, or a request in it that nobody answered: the far end is not there any more.
        _ => EndedBy.MediaLost,
    };
}
