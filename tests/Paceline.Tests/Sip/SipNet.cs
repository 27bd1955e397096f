using System.Globalization;
using System.Net;
using System.Text;
using Paceline.Sip;

namespace Paceline.Tests.Sip;

/// <summary>Endpoints on a network in memory with its own clock; it can lose, repeat and delay datagrams by a seed.</summary>
internal sealed class SipNet(ulong seed = 0, int lossPercent = 0, int repeatPercent = 0, int delayMaxMs = 0)
{
    private readonly SortedList<(long AtMs, int Order), (IPEndPoint From, SipDatagram Datagram)> _air = [];
    private readonly Dictionary<IPEndPoint, Peer> _peers = [];
    private readonly Dictionary<char, List<SipMessage>> _sentTo = [];
    private readonly StringBuilder _ladder = new();
    private ulong _chance = seed;
    private int _order;

    public long NowMs { get; private set; }

    /// <summary>Every datagram as it was sent, lost ones too.</summary>
    public string Ladder => _ladder.ToString();

    public Peer Join(char name, SipSettings? settings = null)
    {
        IPEndPoint address = new(IPAddress.Parse("10.0.0." + (name - 'A' + 1)), 5060);
        Peer peer = new(name, this, (settings ?? new SipSettings { Local = address }) with { Local = address });
        _peers.Add(address, peer);
        return peer;
    }

    /// <summary>Runs until nothing is under way, but not past that time.</summary>
    public void RunUntil(long untilMs)
    {
        while (true)
        {
            foreach (Peer peer in _peers.Values)
            {
                peer.Drain();
            }

            long? next = _peers.Values.Select(peer => peer.Agent.DueMs).Append(_air.Count > 0 ? _air.Keys[0].AtMs : null).Min();
            if (next is not { } due || due > untilMs)
            {
                NowMs = untilMs;
                return;
            }

            NowMs = Math.Max(NowMs, due);
            if (_air.Count > 0 && _air.Keys[0].AtMs <= NowMs)
            {
                (IPEndPoint from, SipDatagram datagram) = _air.Values[0];
                _air.RemoveAt(0);
                if (_peers.TryGetValue(datagram.Destination, out Peer? peer))
                {
                    peer.Agent.Receive(datagram.Bytes, from, NowMs);
                }
            }
            else
            {
                foreach (Peer peer in _peers.Values)
                {
                    peer.Agent.TimePassed(NowMs);
                }
            }
        }
    }

    public void Run(long forMs) => RunUntil(NowMs + forMs);

    /// <summary>The process is killed: nothing it was sent arrives any more, and it sends nothing.</summary>
    public void Vanish(char name) => _peers.Remove(_peers.Single(peer => Name(peer.Key) == name).Key);

    public void Inject(string message, char from, char to) => Inject(Encoding.UTF8.GetBytes(message), from, to);

    /// <summary>Everything that was sent to a name, in order.</summary>
    public IReadOnlyList<SipMessage> SentTo(char name) => _sentTo.GetValueOrDefault(name) ?? [];

    public void Inject(byte[] bytes, char from, char to) => Send(
        new IPEndPoint(IPAddress.Parse("10.0.0." + (from - 'A' + 1)), 5060),
        new SipDatagram(bytes, new IPEndPoint(IPAddress.Parse("10.0.0." + (to - 'A' + 1)), 5060)));

    private void Send(IPEndPoint from, SipDatagram datagram)
    {
        SipReader.TryParse(datagram.Bytes, out SipMessage? message, out string? _).ShouldBeTrue(
            Encoding.UTF8.GetString(datagram.Bytes));
        string what = message is SipResponse response
            ? $"{response.Status} {response.CSeq}"
            : message!.CSeq.ToString().Split(' ') is var words ? $"{words[1]} {words[0]}" : "";
        string extra = Reason.Of(message!).Cause is > 0 and var cause ? $" (Q.850 {cause})" : "";
        _ladder.Append(CultureInfo.InvariantCulture,
            $"{NowMs,6} {Name(from)}>{Name(datagram.Destination)} {what}{extra}{(message!.Body.Length > 0 ? " +sdp" : "")}\n");
        _sentTo.TryAdd(Name(datagram.Destination), []);
        _sentTo[Name(datagram.Destination)].Add(message!);
        if (Percent() < lossPercent)
        {
            return;
        }

        int copies = Percent() < repeatPercent ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            int delay = delayMaxMs == 0 ? 0 : (int)(Next() % (ulong)delayMaxMs);
            _air.Add((NowMs + delay, _order++), (from, datagram));
        }
    }

    private static char Name(IPEndPoint address) => (char)('A' + address.Address.GetAddressBytes()[3] - 1);

    private int Percent() => (int)(Next() % 100);

    private ulong Next()
    {
        unchecked
        {
            // SplitMix64: the same numbers on every machine and runtime.
            ulong z = _chance += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>One endpoint with everything it has told, and what it does by itself when a call comes in.</summary>
    internal sealed class Peer
    {
        private readonly SipNet _net;
        private int _tokens;

        public Peer(char name, SipNet net, SipSettings settings)
        {
            _net = net;
            Address = settings.Local;
            Media = new SdpLocal(new IPEndPoint(Address.Address, 4000), 7);
            Agent = new SipEndpoint(settings, () => string.Create(CultureInfo.InvariantCulture, $"{name}{++_tokens}"));
        }

        public SipEndpoint Agent { get; }

        public IPEndPoint Address { get; }

        public SdpLocal Media { get; set; }

        public List<SipEvent> Told { get; } = [];

        /// <summary>What is done with each event when it is told; default nothing.</summary>
        public Action<SipEvent> On { get; set; } = _ => { };

        public SipCallRef Invite(Peer callee, SipCredentials? credentials = null, string callId = "call-1")
        {
            Agent.Invite(
                new InviteOrder
                {
                    CallId = callId, Target = new SipUri("bob", callee.Address), Destination = callee.Address, Media = Media,
                    From = new NameAddress("Alice", new SipUri("alice", Address)), Credentials = credentials,
                },
                _net.NowMs, out SipCallRef call).ShouldBe(SipRefusal.None);
            return call;
        }

        /// <summary>The latest call that came in.</summary>
        public SipCallRef Incoming() => Told.OfType<SipEvent.IncomingInvite>().Last().Call;

        public void Drain()
        {
            bool more = true;
            while (more)
            {
                more = false;
                while (Agent.TrySend(out SipDatagram datagram))
                {
                    more = true;
                    _net.Send(Address, datagram);
                }

                while (Agent.TryEvent(out SipEvent? happened))
                {
                    more = true;
                    Told.Add(happened);
                    On(happened);
                }
            }
        }
    }
}
