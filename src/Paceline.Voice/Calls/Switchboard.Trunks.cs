using System.Globalization;
using Paceline.Sip;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

// Trunks: whether they are there, by probes while nothing is heard of them and by what becomes of calls.
internal sealed partial class Switchboard
{
    /// <summary>How often a trunk that is down is asked, in milliseconds; more seldom only if its setting says so.</summary>
    private const long ProbeDownMs = 5000;

    private void ProbeAt(Trunk trunk, long atMs)
    {
        trunk.NextProbe?.CallOff();
        trunk.NextProbe = trunk.Settings.KeepAlive > TimeSpan.Zero ? _alarms.At(atMs, () => ProbeIfIdle(trunk)) : null;
    }

    /// <summary>A trunk that has spoken meanwhile need not be asked.</summary>
    private void ProbeIfIdle(Trunk trunk)
    {
        long keepAlive = (long)trunk.Settings.KeepAlive.TotalMilliseconds;
        if (trunk.Health is { IsUp: true, HeardMs: { } heardMs } && heardMs + keepAlive > NowMs)
        {
            ProbeAt(trunk, heardMs + keepAlive);
        }
        else
        {
            Probe(trunk);
        }
    }

    private void Probe(Trunk trunk)
    {
        long nowMs = NowMs;
        long probe = ++trunk.Probe;
        string id = string.Create(CultureInfo.InvariantCulture, $"{trunk.Settings.Name}/{probe}");
        Sip.Options(id, new SipUri("", trunk.Address), trunk.Address, nowMs);
        _alarms.At(nowMs + (long)trunk.Settings.KeepAliveLimit.TotalMilliseconds, () => Change(trunk, () => trunk.Health.ProbeOver(probe)));
        ProbeAt(trunk, nowMs + ProbePauseMs(trunk));
    }

    private static long ProbePauseMs(Trunk trunk)
    {
        long keepAlive = (long)trunk.Settings.KeepAlive.TotalMilliseconds;
        return trunk.Health.IsUp ? keepAlive : Math.Min(keepAlive, ProbeDownMs);
    }

    private void ProbeAnswered(string id, int status)
    {
        int slash = id.LastIndexOf('/');
        if (_trunks.TryGetValue(id[..slash], out Trunk? trunk))
        {
            long probe = long.Parse(id.AsSpan(slash + 1), CultureInfo.InvariantCulture);
            Change(trunk, () => trunk.Health.ProbeAnswered(probe, status, NowMs));
        }
    }

    /// <summary>An INVITE of which nothing is heard for as long as a probe may take: the trunk is asked at once.</summary>
    private void SuspectIfUnheard(CustomerCall call, long nowMs)
    {
        long limit = (long)call.Trunk.Settings.KeepAliveLimit.TotalMilliseconds;
        if (call.Trunk.Settings.KeepAlive > TimeSpan.Zero)
        {
            _alarms.At(nowMs + limit, () =>
            {
                if (!call.IsOver && call.Trunk.Health is { IsUp: true } health && (health.HeardMs ?? 0) < call.InvitedMs)
                {
                    Probe(call.Trunk);
                }
            });
        }
    }

    /// <summary>What the end of a call says of its trunk.</summary>
    private void JudgeByCall(CustomerCall call, SipEnding ending, long nowMs)
    {
        TrunkHealth health = call.Trunk.Health;
        bool isOfTrunk = (ending, call.AlertedMs) switch
        {
            ({ WasAnswered: true }, _) or (_, not null) => false,
            // A trunk that has carried a later call is back, whatever it left lying.
            ({ Timer: SipTimer.InviteUnanswered }, _) => (health.CarriedMs ?? 0) < call.InvitedMs,
            // Cancelled while nothing at all had come.
            ({ Status: 0 }, _) => (health.HeardMs ?? 0) < call.InvitedMs,
            // Who may call is the trunk's affair; what 408 without any ringing means, RFC 3261 §21.4.9 leaves to the far end.
            ({ Status: 401 or 402 or 403 or 407 or 408 or 503 }, _) => true,
            _ => false,
        };
        if (isOfTrunk)
        {
            Change(call.Trunk, () => health.CallFailed(ending.Status, ending.RetryAfterSeconds, nowMs));
        }
        else if (ending.By == SipSide.FarEnd)
        {
            Change(call.Trunk, () => health.CallAccepted(nowMs));
        }
    }

    /// <summary>Tells the server when the trunk is another than before.</summary>
    private void Change(Trunk trunk, Action change)
    {
        string was = trunk.Health.Trouble;
        bool wasUp = trunk.Health.IsUp;
        long? pausedUntil = trunk.Health.PausedUntilMs;
        change();
        if (trunk.Health.PausedUntilMs is { } until && until != pausedUntil)
        {
            _alarms.At(until, () => EndPause(trunk));
        }

        if (trunk.Health.Trouble == was)
        {
            return;
        }

        LogTrunk(trunk.Settings.Name, trunk.Health.IsUp ? "is there" : trunk.Health.Trouble);
        Events.Append(new VoiceEvent { TrunkState = StateOf(trunk) });
        if (wasUp)
        {
            ProbeAt(trunk, NowMs + ProbePauseMs(trunk));
        }
    }

    private void EndPause(Trunk trunk)
    {
        bool ended = false;
        Change(trunk, () => ended = trunk.Health.EndPause(NowMs));
        if (ended && trunk.Settings.KeepAlive > TimeSpan.Zero)
        {
            Probe(trunk);
        }
    }

    private static TrunkState StateOf(Trunk trunk) => new()
    {
        Trunk = trunk.Settings.Name, Up = trunk.Health.IsUp, Trouble = trunk.Health.Trouble,
    };
}
