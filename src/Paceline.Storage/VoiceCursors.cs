using Paceline.Dialing;

namespace Paceline.Storage;

/// <summary>How far the events of each node's life are committed: after a restart the server asks from there.</summary>
public sealed class VoiceCursors
{
    internal VoiceCursors()
    {
    }

    /// <summary>Number of the last acknowledged event; 0: none.</summary>
    public Task<long> AcknowledgedAsync(NodeEpoch epoch, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Never goes back: a lower number changes nothing.</summary>
    public Task AcknowledgeAsync(NodeEpoch epoch, long number, CancellationToken cancellationToken) => throw new NotSupportedException();
}
