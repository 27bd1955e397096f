using System.Globalization;
using System.Security.Cryptography;
using Paceline.Sip;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

// Agents' legs: nailed up from sign-in, so that connecting a customer is a change of mix and nothing else.
internal sealed partial class Switchboard
{
    private const int SdpMax = 32_768;

    private long _phoneCalls;

    public Done AttachPhone(AttachPhoneRequest request)
    {
        Demand(request.Command);
        if (!SipUri.TryParse(request.Uri, out SipUri? uri) || uri.Address is not { } address)
        {
            throw new SeamException(SeamFailure.InvalidArgument, "uri must be sip: with the address of the phone");
        }

        if (!System.Net.IPAddress.IsLoopback(address.Address) && !_settings.PhoneAddresses.Contains(address.Address))
        {
            throw new SeamException(SeamFailure.InvalidArgument, "the phone's address is not one this node may speak to");
        }

        AgentLine line = LineFor(request.Agent, request.Tag);
        if (IsAttached(line, request.Uri))
        {
            return new Done();
        }

        if (_media.OpenRtp(this) is not { } media)
        {
            ForgetIdle(line);
            throw NoLine();
        }

        SipRefusal refusal = Sip.Invite(
            new InviteOrder
            {
                CallId = string.Create(CultureInfo.InvariantCulture, $"agent-{request.Agent}-{++_phoneCalls}"),
                Target = uri,
                From = new NameAddress("Paceline", new SipUri("paceline", _host.Local)),
                Destination = address,
                Media = OfferOf(media),
            },
            NowMs,
            out SipCallRef sip);
        if (refusal != SipRefusal.None)
        {
            media.Close();
            ForgetIdle(line);
            throw new SeamException(SeamFailure.ResourceExhausted, $"the phone cannot be called: {refusal}");
        }

        AgentLeg leg = new(line, media, request.Uri, Answer: null) { Sip = sip };
        Await(leg);
        _alarms.At(NowMs + (long)_settings.PhoneRing.TotalMilliseconds, () =>
        {
            if (line.Coming == leg)
            {
                WentDown(leg, "the phone was not answered");
            }
        });
        return new Done();
    }

    public BrowserAnswer AttachBrowser(AttachBrowserRequest request)
    {
        Demand(request.Command);
        string refusal = $"longer than {SdpMax} characters";
        if (request.Sdp.Length > SdpMax || !SessionDescription.TryParse(request.Sdp, out SessionDescription? offer, out refusal!))
        {
            throw new SeamException(SeamFailure.InvalidArgument, $"sdp cannot be read: {refusal}");
        }

        AgentLine line = LineFor(request.Agent, request.Tag);
        if (IsAttached(line, request.Sdp))
        {
            return new BrowserAnswer { Sdp = (line.Coming ?? line.Current)!.Answer }; // IsAttached has seen it.
        }

        if (_media.Browsers.Local.Count == 0)
        {
            ForgetIdle(line);
            throw new SeamException(SeamFailure.FailedPrecondition, "this node has no address for browsers");
        }

        BrowserLocal local = new(
            ++_sessions, Word(8), Word(24), _media.Browsers.Identity.Fingerprint, _media.Browsers.Local);
        if (OfferAnswer.AnswerBrowser(offer, local) is not SdpAnswer.BrowserAgreed agreed)
        {
            ForgetIdle(line);
            throw new SeamException(SeamFailure.InvalidArgument, "sdp offers no audio that we speak");
        }

        if (_media.OpenBrowser(this, local, agreed.Browser) is not { } media)
        {
            ForgetIdle(line);
            throw NoLine();
        }

        string answer = agreed.Answer.ToString();
        Await(new AgentLeg(line, media, request.Sdp, answer));
        return new BrowserAnswer { Sdp = answer };

        static string Word(int octets) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(octets));
    }

    public Done DetachAgent(AgentCommand command)
    {
        Demand(command.Command);
        if (_agents.TryGetValue(command.Agent, out AgentLine? line))
        {
            Detach(line, "detached");
        }

        return new Done();
    }

    private AgentLine LineFor(string agent, string tag)
    {
        if (agent.Length is 0 or > 64 || !agent.All(VoiceSettings.IsNameCharacter) || tag.Length > 128)
        {
            throw new SeamException(SeamFailure.InvalidArgument, "agent must be 1 to 64 letters, digits or hyphens");
        }

        if (_stopping)
        {
            throw new SeamException(SeamFailure.Unavailable, "the node is stopping");
        }

        if (!_agents.TryGetValue(agent, out AgentLine? line))
        {
            line = _agents.Count < _settings.AgentsMax ? new AgentLine(agent) : throw NoLine();
            _agents.Add(agent, line);
        }

        line.Tag = tag;
        return line;
    }

    private static SeamException NoLine() => new(SeamFailure.ResourceExhausted, "no place for another agent's leg");

    /// <summary>The same attach again: what it asks for is up or under way.</summary>
    private static bool IsAttached(AgentLine line, string address) =>
        string.Equals((line.Coming ?? line.Current)?.Address, address, StringComparison.Ordinal);

    private void Await(AgentLeg leg)
    {
        if (leg.Line.Coming is { } replaced)
        {
            leg.Line.Coming = null;
            Drop(replaced);
        }

        leg.Line.Coming = leg;
        _agentByLeg.Add(leg.Media, leg);
        if (leg.Sip is { } sip)
        {
            _agentBySip.Add(sip, leg);
        }
    }

    private void PhoneAnswered(AgentLeg leg, NegotiatedAudio audio)
    {
        ((RtpLeg)leg.Media).Connect(audio);
        CameUp(leg);
    }

    private void CameUp(AgentLeg leg)
    {
        AgentLine line = leg.Line;
        if (line.Coming != leg)
        {
            return;
        }

        AgentLeg? replaced = line.Current;
        line.Coming = null;
        line.Current = leg;
        LogAgent(line.Agent, "up");
        Tell(line, happened => happened.AgentLegUp = new AgentLegUp { Browser = leg.IsBrowser });
        if (line.Customer is { IsOver: false, IsHeld: false } customer)
        {
            Join(customer, line);
        }

        if (replaced is not null)
        {
            Drop(replaced);
        }
    }

    private void PhoneEnded(AgentLeg leg, SipEnding ending)
    {
        string reason = ending switch
        {
            { Timer: not SipTimer.None } => "the phone does not answer",
            { WasAnswered: true } => "the phone hung up",
            { Status: var status } => string.Create(CultureInfo.InvariantCulture, $"the phone refused with {status}"),
        };
        WentDown(leg, reason);
    }

    private void NotedOfAgent(AgentLeg leg, LegNote note)
    {
        switch (note)
        {
            case LegNote.BrowserConnected:
                CameUp(leg);
                break;
            case LegNote.BrowserLost(var reason):
                WentDown(leg, reason);
                break;
            case LegNote.WentSilent:
                WentDown(leg, "no sound from the phone");
                break;
            case LegNote.KeyPressed(var key) when leg.Line is { Customer: { IsJoined: true } customer } && leg.Line.Current == leg:
                KeyPressed(customer, key, isCustomer: false);
                break;
            default:
                // What is played to agents and when they join is of no interest yet.
                break;
        }
    }

    private void WentDown(AgentLeg leg, string reason)
    {
        AgentLine line = leg.Line;
        bool wasCurrent = line.Current == leg;
        bool wasComing = line.Coming == leg;
        Drop(leg);
        if (wasComing)
        {
            line.Coming = null;
        }

        if (wasCurrent)
        {
            line.Current = null;
            KeepCustomer(line);
        }

        // A new leg that failed while the old one stays up changes nothing for anybody.
        if (wasCurrent || (wasComing && line.Current is null))
        {
            LogAgent(line.Agent, "down");
            Tell(line, happened => happened.AgentLegDown = new AgentLegDown { Reason = reason });
        }

        ForgetIdle(line);
    }

    private void Detach(AgentLine line, string reason)
    {
        AgentLeg? current = line.Current;
        AgentLeg? coming = line.Coming;
        (line.Current, line.Coming) = (null, null);
        foreach (AgentLeg? leg in (AgentLeg?[])[current, coming])
        {
            if (leg is not null)
            {
                Drop(leg);
            }
        }

        KeepCustomer(line);
        if (current is not null || coming is not null)
        {
            LogAgent(line.Agent, "detached");
            Tell(line, happened => happened.AgentLegDown = new AgentLegDown { Reason = reason });
        }

        ForgetIdle(line);
    }

    /// <summary>The agent is gone and the person is still there: hold audio until the server decides.</summary>
    private void KeepCustomer(AgentLine line)
    {
        if (line.Customer is not { IsOver: false } customer)
        {
            return;
        }

        customer.IsJoined = false;
        if (customer.BridgedMs is null)
        {
            // Nobody has spoken to this person yet: the answer limit still runs, and the agent is not waited for.
            customer.AnnouncesBridge = false;
            customer.Agent = "";
            line.Customer = null;
            customer.Leg.Leave();
        }
        else if (!customer.IsHeld)
        {
            customer.Leg.Leave(HoldAudio());
        }
    }

    private void Drop(AgentLeg leg)
    {
        _agentByLeg.Remove(leg.Media);
        if (leg.Sip is { } sip && _agentBySip.Remove(sip))
        {
            // Ended already when it was the phone that hung up; then the endpoint knows no such call.
            Sip.HangUp(sip, 16, NowMs);
        }

        leg.Media.Close();
    }

    private void ForgetIdle(AgentLine line)
    {
        if (line.IsIdle)
        {
            _agents.Remove(line.Agent);
        }
    }
}
