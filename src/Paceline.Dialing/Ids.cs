using System.Globalization;

namespace Paceline.Dialing;

/// <summary>One try at one record. The same text is the Call-ID of its INVITE.</summary>
public readonly record struct AttemptId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>All the numbers of one person, called one after the other.</summary>
public readonly record struct ChainId(long Value) : IComparable<ChainId>
{
    public int CompareTo(ChainId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One number of a calling list.</summary>
public readonly record struct RecordId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A campaign group: the unit that is dialled. The value is the word people type, such as "renewals".</summary>
public readonly record struct GroupId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>An agent by user id, such as "anna".</summary>
public readonly record struct AgentId(string Value) : IComparable<AgentId>
{
    public int CompareTo(AgentId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>One life of one voice node. A node that starts again has another epoch and knows nothing of the calls of the one before.</summary>
public readonly record struct NodeEpoch(string Value)
{
    public override string ToString() => Value;
}
