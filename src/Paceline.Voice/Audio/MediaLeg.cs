using System.Net;
using System.Security.Cryptography;
using System.Text;
using Paceline.Media.Audio;
using Paceline.Media.Mixing;
using Paceline.Media.Rtp;
using Paceline.Voice.Sockets;

namespace Paceline.Voice;

/// <summary>
/// One party's audio on the engine: RTP in and out and a place in a mix. Its commands come from any thread and take effect
/// in the engine's next turn, in order; all its state belongs to the media thread.
/// </summary>
public abstract class MediaLeg
{
    /// <summary>Notes that wait for a busy owner; keys pressed beyond it are lost.</summary>
    private const int NotesMax = 64;

    /// <summary>Silence after a good-bye that ends a leg, in milliseconds; a far end that changes its source speaks on at once.</summary>
    private const long GoodbyeLimitMs = 3000;

    private static readonly DateTimeOffset _ntpEpoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly MediaEngine _engine;
    private readonly ILegOwner _owner;
    private readonly Queue<LegNote> _notes = new(4);
    private readonly byte[] _datagram = new byte[RtpSender.DatagramLengthMax + 64];
    private readonly byte[] _control = new byte[RtcpSession.DatagramLengthMax + 64];
    private IFrameListener? _listener;
    private ISampleSource? _playing;
    private bool _joining;
    private bool _soundCame;
    private bool _isSilent;
    private long _watchedSinceMs;
    private long _sampleTime;
    private LineQuality _quality;

    private protected MediaLeg(MediaEngine engine, ILegOwner owner, PayloadTypes types)
    {
        _engine = engine;
        _owner = owner;
        Receiver = new RtpReceiver(types);
        Span<byte> chance = stackalloc byte[18];
        RandomNumberGenerator.Fill(chance);
        Sender = new RtpSender(
            types,
            BitConverter.ToUInt32(chance),
            BitConverter.ToUInt16(chance[4..]),
            BitConverter.ToUInt32(chance[6..]));
        Reports = new RtcpSession(Sender, Receiver, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(chance[10..])));
        Place = new MixLeg(Receiver);
        Own = new Mix();
        Own.Add(Place);
        _watchedSinceMs = MonotonicClock.NowMs;
    }

    /// <summary>Where the far end sends to.</summary>
    public abstract IPEndPoint Local { get; }

    internal MixLeg Place { get; }

    /// <summary>The mix of this leg when it is alone, and of those who joined it.</summary>
    internal Mix Own { get; }

    internal bool IsClosed { get; private set; }

    /// <summary>How the line was at the last look, which is a tenth of a second ago at most; from any thread.</summary>
    public LineQuality Quality
    {
        get
        {
            lock (_control)
            {
                return _quality;
            }
        }
    }

    private protected RtpReceiver Receiver { get; }

    private protected RtcpSession Reports { get; }

    private protected RtpSender Sender { get; }

    private protected EventLoop Loop => _engine.Loop;

    /// <summary>Plays to the far end, which hears nothing else meanwhile; replaces what is played now.</summary>
    public void Play(ISampleSource source) => Do(() =>
    {
        _playing = source;
        Place.Play(source, PlayMode.Alone);
    });

    /// <summary>Plays to the far end beside what it hears anyway; replaces what is played now, and nobody is told of its end.</summary>
    public void PlayOver(ISampleSource source) => Do(() =>
    {
        _playing = null;
        Place.Play(source, PlayMode.Over);
    });

    /// <summary>Plays to the far end what it says, a little later, for a limited time; replaces what is played now.</summary>
    public void Echo(TimeSpan late, TimeSpan limit) => Do(() =>
    {
        Echo echo = new(Place, (int)late.TotalMilliseconds / Frame.Milliseconds, (int)limit.TotalMilliseconds / Frame.Milliseconds);
        _playing = echo;
        Place.Play(echo, PlayMode.Alone);
    });

    public void StopPlaying() => Do(() =>
    {
        _playing = null;
        Place.StopPlaying();
    });

    /// <summary>Gives what the far end says to a listener on the media thread; null: to nobody.</summary>
    public void Listen(IFrameListener? listener) => Do(() => _listener = listener);

    /// <summary>Presses keys for the far end (RFC 4733); keys it cannot take are left out.</summary>
    public void Press(string keys) => Do(() => Sender.Dial(keys));

    /// <summary>Moves this leg into the conversation of another; both hear each other from the next tick on.</summary>
    public void Join(MediaLeg other) => Do(() =>
    {
        if (!IsClosed && !other.IsClosed)
        {
            _playing = null;
            Place.StopPlaying();
            Place.Resume();
            _joining = other.Own.Add(Place);
        }
    });

    /// <summary>Takes the leg out of its conversation; it hears the given audio until it joins again.</summary>
    public void Leave(ISampleSource audio) => Do(() =>
    {
        Separate();
        Place.Hold(audio);
    });

    /// <summary>Takes the leg out of its conversation; it hears nothing.</summary>
    public void Leave() => Do(() =>
    {
        Separate();
        Place.Resume();
    });

    /// <summary>Gives back ports and place; later commands do nothing.</summary>
    public void Close() => Do(() =>
    {
        if (!IsClosed)
        {
            Report(isLast: true);
            IsClosed = true;
            Separate();
            Own.Remove(Place);
            _engine.Remove(this);
            Release();
        }
    });

    /// <summary>The engine has ended: only the ports are given back.</summary>
    internal void Abandon()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            Release();
        }
    }

    internal void Do(Action work)
    {
        Loop.Run(() =>
        {
            if (!IsClosed)
            {
                work();
            }
        });
    }

    /// <summary>After the mixes of this tick: sends what the leg hears and gives on what it said.</summary>
    internal void Tick(long sampleTime, long nowMs)
    {
        _sampleTime = sampleTime;
        _listener?.Hear(Place.Said);
        if (CanSend)
        {
            int length = Sender.Write(Place.Heard, sampleTime, _datagram);
            Send(_datagram, length);
            if (_joining)
            {
                _joining = false;
                Note(new LegNote.Joined(nowMs));
            }
        }

        if (_playing is not null && !Place.IsPlaying)
        {
            _playing = null;
            Note(new LegNote.PlayingEnded());
        }

        while (Receiver.TryTakeDigit(out char key))
        {
            Note(new LegNote.KeyPressed(key));
        }

        TellOwner();
    }

    /// <summary>About every 100 ms: whether RTP still comes, and what the kind of leg has to watch.</summary>
    internal virtual void Watch(long nowMs)
    {
        lock (_control)
        {
            _quality = Reports.Quality;
        }

        if (Reports.IsDue(nowMs, RandomNumberGenerator.GetInt32(1000) / 1000.0))
        {
            Report(isLast: false);
        }

        long limit = (long)_engine.Settings.SilenceLimit.TotalMilliseconds;
        // Who has taken leave is not waited for as long as who is merely quiet (RFC 3550 §6.3.4).
        limit = Reports.SaidGoodbye ? Math.Min(limit, GoodbyeLimitMs) : limit;
        long last = Math.Max(Receiver.LastArrivalMs ?? 0, _watchedSinceMs);
        if (limit > 0 && IsSoundExpected && !_isSilent && nowMs - last > limit)
        {
            _isSilent = true;
            Note(new LegNote.WentSilent());
        }
    }

    private protected abstract bool CanSend { get; }

    /// <summary>False while silence is no fault: before the answer, or when the far end put us on hold, with or without music.</summary>
    private protected abstract bool IsSoundExpected { get; }

    /// <summary>The buffer has room for what protection adds.</summary>
    private protected abstract void Send(byte[] buffer, int length);

    /// <summary>The same for a control datagram; nothing is sent while nobody knows where to.</summary>
    private protected abstract void SendControl(byte[] buffer, int length);

    private protected abstract void Release();

    /// <summary>A datagram of the far end, decrypted; the source has been checked.</summary>
    private protected void Hear(ReadOnlySpan<byte> datagram, long nowMs)
    {
        if (Receiver.Receive(datagram, nowMs) is Arrival.Malformed)
        {
            return;
        }

        _isSilent = false;
        Reports.SoundCame();
        if (!_soundCame)
        {
            _soundCame = true;
            Note(new LegNote.SoundCame());
        }
    }

    /// <summary>A control datagram of the far end, decrypted; the source has been checked.</summary>
    private protected void HearControl(ReadOnlySpan<byte> datagram) => Reports.Hear(datagram, NtpNow());

    private void Report(bool isLast)
    {
        if (Sender.Packets > 0 || Receiver.Ssrc is not null)
        {
            SendControl(_control, Reports.Write(_control.AsSpan(0, RtcpSession.DatagramLengthMax), _sampleTime, NtpNow(), isLast));
        }
    }

    /// <summary>Seconds since 1900 with their fraction (RFC 5905 §6).</summary>
    private static ulong NtpNow()
    {
        long ticks = (TimeProvider.System.GetUtcNow() - _ntpEpoch).Ticks;
        (long seconds, long rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        return ((ulong)seconds << 32) | (((ulong)rest << 32) / (ulong)TimeSpan.TicksPerSecond);
    }

    /// <summary>Sound is counted anew from here: after an answer, after a change of direction.</summary>
    private protected void ExpectSoundFromNow(long nowMs)
    {
        _watchedSinceMs = nowMs;
        _isSilent = false;
        _soundCame = false;
    }

    private protected void Note(LegNote note)
    {
        if (_notes.Count < NotesMax || note is not LegNote.KeyPressed)
        {
            _notes.Enqueue(note);
        }
    }

    private void TellOwner()
    {
        while (_notes.TryPeek(out LegNote? note) && _owner.TryNote(this, note))
        {
            _notes.Dequeue();
        }
    }

    private void Separate()
    {
        _joining = false;
        Own.Add(Place);
        // Whoever joined this leg stays alone with silence, and its owner decides what it hears.
        while (Own.Legs.Count > 1)
        {
            MixLeg guest = Own.Legs[Own.Legs[0] == Place ? 1 : 0];
            _engine.SendHome(guest, Own);
        }
    }
}
