using System.Net;

namespace Paceline.Sip;

/// <summary>Something with a deadline of its own; the agenda wakes it.</summary>
internal interface IWaits
{
    /// <summary>Null: nothing is waited for.</summary>
    long? DueMs { get; }

    /// <summary>The deadline the agenda knows of; kept here so that a change is noticed.</summary>
    long? NotedMs { get; set; }
}

/// <summary>What a transaction tells its user after an input.</summary>
internal enum TransactionReport
{
    /// <summary>Absorbed: a retransmission, or nothing that matters above.</summary>
    Nothing,

    /// <summary>The response is the user's.</summary>
    Pass,

    /// <summary>Timer B, F or H fired.</summary>
    TimedOut,
}

/// <summary>Why a client transaction was started; decides who reads its responses.</summary>
internal enum Purpose
{
    Invite,
    Reinvite,
    Cancel,
    Bye,
    Prack,
    Options,
    Register,
}

/// <summary>One request and its responses over UDP (RFC 3261 §17, RFC 6026); absorbs loss and repetition.</summary>
internal abstract class Transaction(SipRequest request, IPEndPoint peer, SipSettings settings, Queue<SipDatagram> wire)
    : IWaits
{
    public SipRequest Request { get; } = request;

    public IPEndPoint Peer { get; } = peer;

    public long? NotedMs { get; set; }

    public abstract long? DueMs { get; }

    public abstract bool IsOver { get; }

    protected SipSettings Settings { get; } = settings;

    /// <summary>B, F, H, J, L, M and, over UDP, D: 64*T1.</summary>
    protected long GiveUpMs => 64L * Settings.T1Ms;

    public abstract TransactionReport Fire(long nowMs);

    protected void Send(byte[] bytes) => wire.Enqueue(new SipDatagram(bytes, Peer));

    protected static long? Earliest(long? a, long? b) => a is null || b < a ? b : a;
}

/// <summary>Our request; <see cref="Purpose"/> and <see cref="Call"/> tell the endpoint whose it is.</summary>
internal abstract class ClientTransaction(
    SipRequest request, IPEndPoint peer, SipSettings settings, Queue<SipDatagram> wire)
    : Transaction(request, peer, settings, wire)
{
    public required Purpose Purpose { get; init; }

    /// <summary>Null for OPTIONS outside any call and for BYEs to calls we do not know.</summary>
    public Call? Call { get; init; }

    /// <summary>The host's id of an OPTIONS; empty otherwise.</summary>
    public string OptionsId { get; init; } = "";

    public long StartedMs { get; init; }

    /// <summary>A provisional response has come, so a CANCEL may be sent.</summary>
    public abstract bool IsHeard { get; }

    public abstract TransactionReport Receive(SipResponse response, long nowMs);
}

/// <summary>Their request; remembers our last response for their retransmissions.</summary>
internal abstract class ServerTransaction(
    SipRequest request, IPEndPoint peer, SipSettings settings, Queue<SipDatagram> wire)
    : Transaction(request, peer, settings, wire)
{
    /// <summary>The same request again, or the ACK to a refused INVITE.</summary>
    public abstract void ReceiveAgain(SipRequest request, long nowMs);

    public abstract void Respond(SipResponse response, long nowMs);
}
