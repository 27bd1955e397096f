using NodaTime;

namespace Paceline.Storage;

/// <summary>The time of the machine, and how it is kept: ticks of 100 ns since 1970-01-01 UTC.</summary>
internal sealed class Clock(TimeProvider time)
{
    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());
}

/// <summary>Instants as the integers of a column.</summary>
internal static class Ticks
{
    extension(Instant instant)
    {
        public long Stored => instant.ToUnixTimeTicks();
    }

    extension(long ticks)
    {
        public Instant At => Instant.FromUnixTimeTicks(ticks);
    }

    extension(long? ticks)
    {
        /// <exception cref="InvalidDataException">The column is empty where its row's state needs it.</exception>
        public Instant AtOrBroken(string column) =>
            Instant.FromUnixTimeTicks(ticks ?? throw new InvalidDataException($"A row has no {column} and its state needs one."));
    }
}
