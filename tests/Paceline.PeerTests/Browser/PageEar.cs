namespace Paceline.PeerTests.Browser;

/// <summary>A script that stands in a page before its own: it listens to what the browser plays from the node, tells the strongest tone,
/// counts connections, and asks for a microphone without improvements.</summary>
internal static class PageEar
{
    /// <summary>Noise suppression takes a steady tone away, and that is right of it; the test's microphone says nothing else.</summary>
    public const string Script = """
        (() => {
          const ear = window.ear = { peers: 0, heard: [] };
          const recent = () => ear.heard.length >= 6 ? ear.heard.slice(-6) : [{ hz: -1, db: 0 }];
          ear.hears = hz => recent().every(h => Math.abs(h.hz - hz) < 13 && h.db > -60);
          ear.silent = () => recent().every(h => h.db < -75);
          ear.forget = () => { ear.heard.length = 0; };
          if (window.MediaDevices) {
            const ask = MediaDevices.prototype.getUserMedia;
            MediaDevices.prototype.getUserMedia = function (wishes) {
              const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
              return ask.call(this, { ...wishes, audio: { ...wishes.audio, ...plain } });
            };
          }
          const Peer = window.RTCPeerConnection;
          window.RTCPeerConnection = class extends Peer {
            constructor(...settings) {
              super(...settings);
              ear.peers++;
              this.addEventListener('track', e => listen(e.track));
            }
          };
          let looking;
          function listen(track) {
            const context = new AudioContext(), analyser = context.createAnalyser();
            analyser.fftSize = 4096;
            analyser.smoothingTimeConstant = 0;
            context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
            const bins = new Float32Array(analyser.frequencyBinCount);
            clearInterval(looking);
            looking = setInterval(() => {
              analyser.getFloatFrequencyData(bins);
              let top = 0;
              bins.forEach((level, i) => { if (level > bins[top]) top = i; });
              ear.heard.push({ hz: Math.round(top * context.sampleRate / analyser.fftSize), db: Math.round(Math.max(bins[top], -200)) });
              if (ear.heard.length > 200) ear.heard.shift();
            }, 50);
          }
        })();
        """;
}
