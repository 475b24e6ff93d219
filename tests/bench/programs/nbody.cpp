#define RUN_RESULT double
#include "bench.h"
struct Body {
  double x, y, z, vx, vy, vz, mass;
};
constexpr double kDays = 365.24, kSolarMass = 39.47841760435743;
static Body* Make(double x, double y, double z, double vx, double vy, double vz, double m) {
  return new Body{x, y, z, vx * kDays, vy * kDays, vz * kDays, m * kSolarMass};
}
double Run(int64_t steps) {
  std::vector<Body*> bodies{Make(0, 0, 0, 0, 0, 0, 1.0),
                            Make(4.84143144246472082945e+00, -1.16032004402742839362e+00, -1.03622044471123109494e-01,
                                 1.66007664274403694959e-03, 7.69901118419740425080e-03, -6.90460016972063023554e-05,
                                 9.54791938424326609124e-04),
                            Make(8.34336671824457987790e+00, 4.12479856412430479268e+00, -4.03523417114321381185e-01,
                                 -2.76742510726411104450e-03, 4.99852801234917238954e-03, 2.30417297573763929463e-05,
                                 2.85885980666130812119e-04),
                            Make(1.28943695621391310164e+01, -1.51111514016986312525e+01, -2.23307578892655734398e-01,
                                 2.96460137564761618652e-03, 2.37847173959480950199e-03, -2.96589568540237556128e-05,
                                 4.36624404335156298062e-05),
                            Make(1.53796971148509165498e+01, -2.59193146099879641146e+01, 1.79258772950371181757e-01,
                                 2.68067772490389322511e-03, 1.62824170038242295431e-03, -9.51592254519715870971e-05,
                                 5.15138902046611451304e-05)};
  double px = 0, py = 0, pz = 0;
  for (Body* b : bodies) px += b->vx * b->mass, py += b->vy * b->mass, pz += b->vz * b->mass;
  bodies[0]->vx = -px / kSolarMass, bodies[0]->vy = -py / kSolarMass, bodies[0]->vz = -pz / kSolarMass;
  const double dt = 0.01;
  const size_t n = bodies.size();
  for (int64_t s = 0; s < steps; ++s) {
    for (size_t i = 0; i < n; ++i) {
      Body* b = bodies[i];
      for (size_t j = i + 1; j < n; ++j) {
        Body* c = bodies[j];
        double dx = b->x - c->x, dy = b->y - c->y, dz = b->z - c->z;
        double d2 = dx * dx + dy * dy + dz * dz, mag = dt / (d2 * std::sqrt(d2));
        b->vx -= dx * c->mass * mag, b->vy -= dy * c->mass * mag, b->vz -= dz * c->mass * mag;
        c->vx += dx * b->mass * mag, c->vy += dy * b->mass * mag, c->vz += dz * b->mass * mag;
      }
    }
    for (Body* b : bodies) b->x += dt * b->vx, b->y += dt * b->vy, b->z += dt * b->vz;
  }
  double e = 0;
  for (size_t i = 0; i < n; ++i) {
    Body* b = bodies[i];
    e += 0.5 * b->mass * (b->vx * b->vx + b->vy * b->vy + b->vz * b->vz);
    for (size_t j = i + 1; j < n; ++j) {
      Body* c = bodies[j];
      double dx = b->x - c->x, dy = b->y - c->y, dz = b->z - c->z;
      e -= b->mass * c->mass / std::sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return e;
}
